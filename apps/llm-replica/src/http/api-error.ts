import type { ServerResponse } from 'node:http';
import { Problem } from '@perchoir/service/problem';
import { PromptTooLong } from '../engines/engine';

/** Every way a request can end badly; `code` of the error, stable for programs. */
export type ErrorCode =
  | 'invalid_request'
  | 'context_length_exceeded'
  | 'body_too_large'
  | 'not_found'
  | 'method_not_allowed'
  | 'model_not_found'
  | 'not_allowed'
  | 'slots_full'
  | 'draining'
  | 'stopping'
  | 'engine_failed';

export interface ApiErrorOptions {
  /** What happened and what to do, for people; never message content. */
  readonly message: string;
  /** The field at fault, as the caller wrote it. @default - the request as a whole */
  readonly param?: string | undefined;
  /** Whole seconds after which another try makes sense. @default - no promise */
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
}

/** A refusal or failure in the shape of OpenAI's errors. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly status: number,
    readonly code: ErrorCode,
    readonly options: ApiErrorOptions,
  ) {
    super(options.message, { cause: options.cause });
  }

  /** The field at fault; `null` when it is the request as a whole. */
  get param(): string | null {
    return this.options.param ?? null;
  }

  /** The body of the answer. */
  toJSON() {
    return { error: { message: this.message, type: typeOf(this.status), param: this.param, code: this.code } };
  }
}

/** What a thrown value means for the caller. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof Problem) return ofProblem(error);
  if (error instanceof PromptTooLong) {
    return new ApiError(400, 'context_length_exceeded', { message: sentence(error.message), param: 'messages' });
  }
  return new ApiError(500, 'engine_failed', { message: 'The engine failed; the log has the reason.', cause: error });
}

/** Answers with an error. Does nothing when the answer has begun already. */
export function sendApiError(response: ServerResponse, error: ApiError): void {
  if (response.headersSent) return;
  const wait = error.options.retryAfterSeconds;
  const retry = wait === undefined ? {} : { 'retry-after': String(wait) };
  response.writeHead(error.status, { 'content-type': 'application/json', ...retry }).end(JSON.stringify(error));
}

function ofProblem({ status, options }: Problem): ApiError {
  const code = status === 413 ? 'body_too_large' : 'invalid_request';
  const message = [options.title, options.detail].filter(Boolean).join(' ');
  return new ApiError(status, code, { message, param: options.field });
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function typeOf(status: number): string {
  if (status === 429) return 'rate_limit_error';
  return status >= 500 ? 'server_error' : 'invalid_request_error';
}
