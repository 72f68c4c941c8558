import type { IncomingMessage, ServerResponse } from 'node:http';

export interface ProblemOptions {
  /** One sentence for people. */
  readonly title: string;
  /** Name of the field that is at fault, as the caller wrote it. @default - the request as a whole */
  readonly field?: string;
  /** What to do about it, in a sentence. @default - none */
  readonly detail?: string;
  /** Seconds after which a refused request may be tried again. @default - no promise */
  readonly retryAfterSeconds?: number;
}

/** A refusal in the form of RFC 9457 (`application/problem+json`). */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    /** HTTP status code. */
    readonly status: number,
    /** Short kebab-case name of the kind of problem; becomes `type`. */
    readonly type: string,
    readonly options: ProblemOptions,
  ) {
    super(options.title);
  }

  /** The body of the answer. */
  toJSON(): Readonly<Record<string, string | number>> {
    const { title, field, detail } = this.options;
    const optional = { ...(field === undefined ? {} : { field }), ...(detail === undefined ? {} : { detail }) };
    return { type: `urn:perchoir:problem:${this.type}`, title, status: this.status, ...optional };
  }
}

/** Answers with a problem. Does nothing when the answer has begun already. */
export function sendProblem(response: ServerResponse, problem: Problem): void {
  if (response.headersSent) return;
  const { retryAfterSeconds } = problem.options;
  const retry = retryAfterSeconds === undefined ? {} : { 'retry-after': String(Math.ceil(retryAfterSeconds)) };
  const type = { 'content-type': 'application/problem+json' };
  response.writeHead(problem.status, { ...type, ...connectionAfter(problem.status), ...retry });
  response.end(JSON.stringify(problem));
}

/** Headers by which a refusal ends the connection where it must: the rest of a body that is too large is not read. */
export function connectionAfter(status: number): { readonly connection?: 'close' } {
  return status === 413 ? { connection: 'close' } : {};
}

/**
 * Reads a request's body.
 * @throws Problem 413 as soon as more than `maxBytes` are announced or have arrived; the rest is not read, and the
 * connection stays open for the answer.
 */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const parts: Buffer[] = [];
  let size = 0;
  // Leaving an ordinary loop over a request would destroy its socket, and the refusal with it.
  for await (const part of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > maxBytes) throw tooLarge(maxBytes);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/**
 * Reads a request's body as JSON.
 * @throws Problem 413 beyond `maxBytes`, 400 when the text is not JSON.
 */
export async function readJson(request: IncomingMessage, maxBytes: number): Promise<unknown> {
  const body = await readBody(request, maxBytes);
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    throw new Problem(400, 'malformed-json', { title: 'The body is not valid JSON.', field: 'body' });
  }
}

function tooLarge(maxBytes: number): Problem {
  const detail = `Send at most ${maxBytes} bytes.`;
  return new Problem(413, 'body-too-large', { title: 'The body is too large.', field: 'body', detail });
}
