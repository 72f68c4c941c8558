import type { Dispatcher } from 'undici';
import { ApiError } from '../http/api-error';
import type { FailoverSession } from '../failover/failover-policy';
import { budgetsFor, overrun, type Budgets } from '../exchange/budgets';
import { Deadline } from '../exchange/deadline';
import { replicaLost, verdictOf, type Verdict } from '../exchange/dispatch';
import { replicaOf, slotHeaders, type Exchange, type ExchangeParts } from '../exchange/exchange';
import type { Slot } from '../queue/place';
import { callReplica } from '../replicas/replica-call';
import { type ClientStream } from './client-stream';
import type { CompletionRequest } from './completion-request';
import { EventSplitter } from './event-splitter';
import { TokenMeter } from './token-meter';

/** Longest error of a replica that is passed on. */
const MOST_ERROR_BYTES = 65_536;

/** One streamed answer, over as many replicas as it takes. */
export class StreamAnswer {
  private readonly session: FailoverSession;
  private readonly whole: Deadline;
  private hasBegun = false;

  constructor(
    private readonly parts: ExchangeParts,
    private readonly exchange: Exchange,
    private readonly call: { readonly request: CompletionRequest; readonly stream: ClientStream },
  ) {
    this.session = parts.failover.begin(call.request.body);
    this.whole = new Deadline(exchange.gone);
  }

  /** One attempt, with one slot. */
  async attempt(slot: Slot): Promise<Verdict> {
    const replica = replicaOf(this.parts.registry, slot);
    const budgets = budgetsFor(this.call.request.promptTokens, replica.heartbeat, this.parts.budgets);
    this.begin(budgets);
    const deadline = new Deadline(this.whole.signal);
    deadline.phase(budgets.firstTokenMs, () => overrun('first_token', budgets.firstTokenMs));
    this.call.stream.granted(slotHeaders(slot));
    try {
      const { conversation, traceparent } = this.exchange;
      const { signal } = deadline;
      const sent = {
        path: '/v1/chat/completions',
        body: this.session.body(),
        conversation,
        traceparent,
        signal,
      } as const;
      const result = await callReplica(replica, sent);
      if (result.kind !== 'answer') return verdictOf(result);
      if (result.answer.statusCode !== 200) return await this.passError(result.answer, slot);
      return await this.relay(result.answer.body, { slot, budgets, deadline });
    } catch (error) {
      throw deadline.signal.aborted ? deadline.signal.reason : error;
    } finally {
      deadline.end();
    }
  }

  /** Frees timers and listeners. */
  close(): void {
    this.whole.end();
  }

  /** The limit of the whole answer counts from the first slot, not from each. */
  private begin({ totalMs }: Budgets): void {
    if (this.hasBegun) return;
    this.hasBegun = true;
    this.whole.phase(totalMs, () => overrun('total', totalMs));
  }

  private async relay(
    body: Dispatcher.ResponseData['body'],
    { slot, budgets, deadline }: { readonly slot: Slot; readonly budgets: Budgets; readonly deadline: Deadline },
  ): Promise<Verdict> {
    const splitter = new EventSplitter();
    const meter = new TokenMeter(this.parts.metrics);
    const headers = slotHeaders(slot);
    try {
      for await (const chunk of body as AsyncIterable<Buffer>) {
        const events = splitter.push(chunk);
        if (!events) continue;
        meter.count(events.count);
        this.session.forwarded(events.bytes);
        await this.forward(events.bytes, { headers, budgets, deadline });
        if (meter.hasStarted) deadline.phase(budgets.betweenTokensMs, () => betweenTokens(budgets));
      }
    } catch (error) {
      deadline.signal.throwIfAborted();
      return this.lost(error);
    }
    if (!splitter.isDone) return this.lost(new Error('the stream ended without its last event'));
    meter.end();
    this.call.stream.end();
    return { kind: 'done' };
  }

  private async forward(
    bytes: Buffer,
    options: { readonly headers: Record<string, string>; readonly budgets: Budgets; readonly deadline: Deadline },
  ): Promise<void> {
    const { stream } = this.call;
    stream.open(options.headers);
    const { signal } = options.deadline;
    const taken = stream.events(bytes, signal);
    if (!taken) return;
    options.deadline.phase(options.budgets.clientStallMs, clientTooSlow);
    await taken;
    signal.throwIfAborted();
  }

  /** @throws ApiError when the client has a part of the answer that nobody can continue. */
  private lost(error: unknown): Verdict {
    const loss = replicaLost(error);
    if (!this.session.canContinue()) throw loss;
    this.parts.metrics.failovers.inc();
    return { kind: 'lost', error: loss };
  }

  private async passError(answer: Dispatcher.ResponseData, slot: Slot): Promise<Verdict> {
    const text = await boundedText(answer.body);
    const { stream } = this.call;
    stream.close();
    if (stream.isOpen) throw new ApiError(answer.statusCode, 'replica_error', { message: messageOf(text) });
    const type = String(answer.headers['content-type'] ?? 'application/json');
    this.exchange.response.writeHead(answer.statusCode, { 'content-type': type, ...slotHeaders(slot) }).end(text);
    return { kind: 'done' };
  }
}

function betweenTokens({ betweenTokensMs }: Budgets): ApiError {
  return overrun('between_tokens', betweenTokensMs);
}

function clientTooSlow(): ApiError {
  return new ApiError(408, 'client_too_slow', { message: 'The client did not read the answer in time.' });
}

async function boundedText(body: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of body) {
    size += part.length;
    if (size > MOST_ERROR_BYTES) break;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** The message of an error in OpenAI's shape. */
function messageOf(text: string): string {
  const message = /"message"\s*:\s*("(?:[^"\\]|\\.)*")/.exec(text)?.[1];
  return message ? (JSON.parse(message) as string) : 'The replica refused the request.';
}
