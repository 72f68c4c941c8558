import { withTrace, type Log } from '@perchoir/service/log';
import { sendOpenAiError } from '@perchoir/service/openai-error';
import type { Failure } from '@perchoir/service/router';
import { asApiError } from './api-error';

/** Answers what routes throw, and logs what is the engine's or this service's own fault. */
export function answerFailure({ error, response, path, traceparent }: Failure, log: Log): void {
  const failure = asApiError(error);
  if (failure.code === 'engine_failed') withTrace(log, traceparent).error({ path, err: error }, 'request failed');
  // An answer is complete or visibly broken.
  if (response.headersSent) response.destroy();
  else sendOpenAiError(response, failure);
}
