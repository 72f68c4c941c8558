import type { ServerResponse } from 'node:http';
import { readJson } from '@perchoir/service/problem';
import { sendJson, type Handler } from '@perchoir/service/router';
import type { ChatEngine, GenerationEvent } from '../engines/engine';
import { ClientConnection } from '../http/client-connection';
import type { ReplicaMetrics } from '../metrics';
import { requireModel } from '../models/models';
import { withSlot } from '../slots/with-slot';
import type { SlotCounter } from '../slots/slot-counter';
import { parseChat, type ChatRequest } from './chat-request';
import { CompletionShape } from './completion-shape';
import { TokenMeter } from './token-meter';

export interface CompletionsParts {
  readonly engine: ChatEngine;
  readonly model: string;
  readonly slots: SlotCounter;
  readonly metrics: ReplicaMetrics;
  /** Largest accepted body. */
  readonly maxBodyBytes: number;
}

type Events = AsyncIterable<GenerationEvent>;

/** `POST /v1/chat/completions`. */
export function completionsHandler({ engine, model, slots, metrics, maxBodyBytes }: CompletionsParts): Handler {
  return async (request, response) => {
    const conversation = request.headers['x-conversation'];
    const json = await readJson(request, maxBodyBytes);
    const chat = parseChat(json, typeof conversation === 'string' ? conversation : undefined, engine.contextTokens);
    requireModel(chat.model, model);
    const client = new ClientConnection(response);
    await withSlot({ slots, client, requests: metrics.requests }, async () => {
      const meter = new TokenMeter(metrics);
      const events = meter.measured(engine.generate(chat.generation, client.signal));
      const shape = new CompletionShape(model);
      if (chat.delivery === 'whole') await sendWhole(events, shape, response);
      else await sendStream(events, { shape, client, delivery: chat.delivery });
    });
  };
}

async function sendWhole(events: Events, shape: CompletionShape, response: ServerResponse): Promise<void> {
  let text = '';
  for await (const event of events) {
    if (event.kind === 'text') text += event.text;
    else sendJson(response, shape.whole(text, event.reason, event.usage));
  }
}

interface StreamTarget {
  readonly shape: CompletionShape;
  readonly client: ClientConnection;
  readonly delivery: Exclude<ChatRequest['delivery'], 'whole'>;
}

/** Headers go out with the first token, so that what the engine refuses is still answered with a status of its own. */
async function sendStream(events: Events, { shape, client, delivery }: StreamTarget): Promise<void> {
  let isOpen = false;
  for await (const event of events) {
    if (!isOpen) {
      client.openEvents();
      await client.sendEvent(shape.opening());
      isOpen = true;
    }
    if (event.kind === 'text') {
      await client.sendEvent(shape.piece(event.text));
      continue;
    }
    await client.sendEvent(shape.ending(event.reason));
    if (delivery === 'stream-with-usage') await client.sendEvent(shape.usage(event.usage));
    await client.sendEvent('[DONE]');
    client.end();
  }
}
