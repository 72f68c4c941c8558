import { ClientGone } from '@perchoir/service/client-gone';
import { withTrace, type Log } from '@perchoir/service/log';
import { sendOpenAiError } from '@perchoir/service/openai-error';
import { Problem, sendProblem } from '@perchoir/service/problem';
import type { Failure } from '@perchoir/service/router';
import { asApiError } from './api-error';

/** Answers what routes throw in the shape that the caller knows, and logs what is the gateway's fault. */
export function answerFailure({ error, response, path, traceparent }: Failure, log: Log): void {
  const traced = withTrace(log, traceparent);
  if (error instanceof ClientGone || response.destroyed) return traced.debug({ path }, 'client gone');
  if (error instanceof Problem && path.startsWith('/internal/')) return sendProblem(response, error);
  const failure = asApiError(error);
  const level = failure.status >= 500 ? 'warn' : 'debug';
  traced[level]({ path, code: failure.code, err: failure.cause }, failure.message);
  sendOpenAiError(response, failure);
}
