import type { ServerResponse } from 'node:http';
import { Problem } from '@perchoir/service/problem';

/** Every way a request can end badly; `code` of the error, stable for programs. */
export type ErrorCode =
  | 'invalid_request'
  | 'body_too_large'
  | 'body_timeout'
  | 'not_found'
  | 'method_not_allowed'
  | 'model_not_found'
  | 'queue_full'
  | 'queue_timeout'
  | 'loading_timeout'
  | 'connect_timeout'
  | 'first_token_timeout'
  | 'between_tokens_timeout'
  | 'total_timeout'
  | 'client_too_slow'
  | 'replica_lost'
  | 'replica_error'
  | 'shutting_down'
  | 'internal';

export interface ApiErrorOptions {
  /** What happened and what to do, for people; never message content. */
  readonly message: string;
  /** The field at fault, as the caller wrote it. @default - the request as a whole */
  readonly param?: string | undefined;
  /** Seconds after which another try makes sense. @default - no promise */
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
}

/** A refusal or failure in the shape of OpenAI's errors. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly param: string | null;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    readonly status: number,
    readonly code: ErrorCode,
    { message, param, retryAfterSeconds, cause }: ApiErrorOptions,
  ) {
    super(message, { cause });
    this.param = param ?? null;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** The body of the answer, or the data of the last event of a stream. */
  toJSON() {
    const { message, param, code } = this;
    return { error: { message, type: typeOf(this.status), param, code } };
  }
}

/** The client closed the connection: nobody is left to be told anything. */
export class ClientGone extends Error {
  override readonly name = 'ClientGone';

  constructor() {
    super('the client closed the connection');
  }
}

/** What a thrown value means for the caller. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof Problem) return ofProblem(error);
  return new ApiError(500, 'internal', { message: 'The gateway failed; its log has the reason.', cause: error });
}

/** Answers with an error. Does nothing when the answer has begun already. */
export function sendApiError(response: ServerResponse, error: ApiError): void {
  if (response.headersSent) return;
  const wait = error.retryAfterSeconds;
  const retry = wait === undefined ? {} : { 'retry-after': String(Math.max(1, Math.ceil(wait))) };
  response.writeHead(error.status, { 'content-type': 'application/json', ...retry }).end(JSON.stringify(error));
}

function ofProblem({ status, options }: Problem): ApiError {
  const code = status === 413 ? 'body_too_large' : 'invalid_request';
  const message = [options.title, options.detail].filter(Boolean).join(' ');
  return new ApiError(status, code, { message, param: options.field });
}

function typeOf(status: number): string {
  if (status === 429) return 'rate_limit_error';
  return status >= 500 ? 'server_error' : 'invalid_request_error';
}
