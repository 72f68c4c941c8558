import { errors, type Dispatcher } from 'undici';
import type { Replica } from './registry';

export interface Call {
  readonly path: '/v1/chat/completions' | '/v1/embeddings';
  /** The request's body, as the client sent it. */
  readonly body: Buffer;
  /** W3C trace of the request. @default - none */
  readonly traceparent?: string | undefined;
  readonly conversation?: string | undefined;
  /** Aborts the request, and with it the generation. */
  readonly signal: AbortSignal;
}

/**
 * What became of a call. `full` and `unavailable`: the replica did not take it, another may.
 * `unreachable`: no answer began, so another replica may be tried without harm.
 */
export type CallResult =
  | { readonly kind: 'answer'; readonly answer: Dispatcher.ResponseData }
  | { readonly kind: 'full' | 'unavailable' }
  | { readonly kind: 'unreachable'; readonly cause: 'timeout' | 'error'; readonly error: unknown };

/**
 * Sends one request to a replica.
 * @throws the signal's reason once it is aborted.
 */
export async function callReplica({ client }: Replica, call: Call): Promise<CallResult> {
  try {
    const answer = await client.request({
      method: 'POST',
      path: call.path,
      headers: headersOf(call),
      body: call.body,
      signal: call.signal,
    });
    if (answer.statusCode !== 429 && answer.statusCode !== 503) return { kind: 'answer', answer };
    await answer.body.dump();
    return { kind: answer.statusCode === 429 ? 'full' : 'unavailable' };
  } catch (error) {
    call.signal.throwIfAborted();
    return { kind: 'unreachable', cause: error instanceof errors.ConnectTimeoutError ? 'timeout' : 'error', error };
  }
}

function headersOf({ traceparent, conversation }: Call): Record<string, string> {
  return {
    'content-type': 'application/json',
    ...(traceparent ? { traceparent } : {}),
    ...(conversation ? { 'x-conversation': conversation } : {}),
  };
}
