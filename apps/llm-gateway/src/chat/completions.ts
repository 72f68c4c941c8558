import type { IncomingMessage, ServerResponse } from 'node:http';
import { asApiError } from '../http/api-error';
import { dispatch } from '../exchange/dispatch';
import { logAnswer, readExchange, type Exchange, type ExchangeParts } from '../exchange/exchange';
import { attemptWhole } from '../exchange/whole-answer';
import { ClientStream } from './client-stream';
import { parseCompletion, type CompletionRequest } from './completion-request';
import { StreamAnswer } from './stream-answer';

/** `POST /v1/chat/completions`. */
export function completionsHandler(parts: ExchangeParts) {
  return async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const exchange = await readExchange(incoming, response, parts.log);
    const request = parseCompletion(exchange.body, exchange.json);
    return request.stream ? answerAsStream(parts, exchange, request) : answerWhole(parts, exchange, request);
  };
}

async function answerWhole(parts: ExchangeParts, exchange: Exchange, { model, promptTokens }: CompletionRequest) {
  const { bot, conversation, gone } = exchange;
  const place = parts.admission.enter({ role: 'chat', model, bot, conversation, gone });
  const request = { path: '/v1/chat/completions', promptTokens } as const;
  logAnswer(exchange, model, await dispatch(place, (slot) => attemptWhole(parts, exchange, { request, slot })));
}

async function answerAsStream(parts: ExchangeParts, exchange: Exchange, request: CompletionRequest): Promise<void> {
  const { bot, conversation, gone, response } = exchange;
  const stream = new ClientStream(response, { keepAliveMs: parts.keepAliveMs });
  const answer = new StreamAnswer(parts, exchange, { request, stream });
  try {
    const onWaiting = stream.waiting.bind(stream);
    const place = parts.admission.enter({ role: 'chat', model: request.model, bot, conversation, gone, onWaiting });
    logAnswer(exchange, request.model, await dispatch(place, (slot) => answer.attempt(slot)));
  } catch (error) {
    if (!gone.aborted) stream.fail(asApiError(error));
    throw error;
  } finally {
    answer.close();
    stream.close();
  }
}
