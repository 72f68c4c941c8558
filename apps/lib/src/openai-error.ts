import type { ServerResponse } from 'node:http';
import { checkOf } from './json-schema';
import { connectionAfter, type Problem } from './problem';

/** Codes that every service with OpenAI's API uses; each adds its own. */
export type CommonErrorCode = 'invalid_request' | 'body_too_large' | 'not_found' | 'method_not_allowed';

export interface OpenAiErrorOptions {
  /** What happened and what to do, for people; never message content. */
  readonly message: string;
  /** The field at fault, as the caller wrote it. @default - the request as a whole */
  readonly param?: string | undefined;
  /** Seconds after which another try makes sense. @default - no promise */
  readonly retryAfterSeconds?: number | undefined;
  readonly cause?: unknown;
}

/** A refusal or failure in the shape of OpenAI's errors. `Code` lists every way a request to a service can end badly. */
export class OpenAiError<Code extends string = string> extends Error {
  override readonly name = 'OpenAiError';
  /** The field at fault; `null` when it is the request as a whole. */
  readonly param: string | null;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    /** HTTP status code. */
    readonly status: number,
    /** Stable, for programs. */
    readonly code: Code,
    { message, param, retryAfterSeconds, cause }: OpenAiErrorOptions,
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

/** Answers with an error. Does nothing when the answer has begun already. */
export function sendOpenAiError(response: ServerResponse, error: OpenAiError): void {
  if (response.headersSent) return;
  const { status, retryAfterSeconds: wait } = error;
  const retry = wait === undefined ? {} : { 'retry-after': String(Math.max(1, Math.ceil(wait))) };
  response.writeHead(status, { 'content-type': 'application/json', ...connectionAfter(status), ...retry });
  response.end(JSON.stringify(error));
}

/** A problem of the house's own kind, as OpenAI's clients understand it. */
export function openAiErrorOf({ status, options }: Problem): OpenAiError<CommonErrorCode> {
  const { title, detail, field, retryAfterSeconds } = options;
  const message = [title, detail].filter(Boolean).join(' ');
  return new OpenAiError(status, codeOf(status), { message, param: field, retryAfterSeconds });
}

/**
 * Compiles a JSON Schema into a check of a request's body, which it passes on, typed.
 * @throws OpenAiError 400 naming the first field at fault.
 */
export function bodyCheckOf<T>(schema: object): (body: unknown) => T {
  const check = checkOf<T>(schema);
  return (body) => {
    const checked = check(body);
    if (checked.kind === 'valid') return checked.value;
    const { field, expected } = checked.mismatch;
    const message = `${field ?? 'The body'} ${expected}.`;
    throw new OpenAiError<CommonErrorCode>(400, 'invalid_request', { message, param: field });
  };
}

function codeOf(status: number): CommonErrorCode {
  if (status === 404) return 'not_found';
  if (status === 405) return 'method_not_allowed';
  return status === 413 ? 'body_too_large' : 'invalid_request';
}

function typeOf(status: number): string {
  if (status === 429) return 'rate_limit_error';
  return status >= 500 ? 'server_error' : 'invalid_request_error';
}
