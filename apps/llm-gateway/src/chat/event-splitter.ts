/** Two line ends close an event. CR is not used by any engine that replicas run. */
const END = Buffer.from('\n\n');
const DATA = Buffer.from('data:');
const DONE = Buffer.from('data: [DONE]');

/** Longest event that is waited for. */
const MOST_BYTES = 1_048_576;

/** Whole events out of a chunk. */
export interface Events {
  readonly bytes: Buffer;
  /** Events that carry data; comments do not count. */
  readonly count: number;
}

/** An event did not end within the bound. */
export class EventTooLong extends Error {
  override readonly name = 'EventTooLong';
}

/**
 * Cuts a stream of server-sent events at the ends of events, without reading what is in them: the client never gets
 * half an event, so that an error or the continuation by another replica can follow at any time.
 */
export class EventSplitter {
  /** Whether the event that ends an answer has passed. */
  isDone = false;
  private rest: Buffer = Buffer.alloc(0);

  /**
   * Takes a chunk and gives the whole events so far; `undefined` when none is complete.
   * @throws EventTooLong beyond 1 MiB without an end.
   */
  push(chunk: Buffer): Events | undefined {
    const bytes = this.rest.length > 0 ? Buffer.concat([this.rest, chunk]) : chunk;
    const lastEnd = bytes.lastIndexOf(END);
    const cut = lastEnd < 0 ? 0 : lastEnd + END.length;
    this.rest = bytes.subarray(cut);
    if (this.rest.length > MOST_BYTES) throw new EventTooLong(`an event of more than ${MOST_BYTES} bytes`);
    return cut === 0 ? undefined : this.describe(bytes.subarray(0, cut));
  }

  private describe(bytes: Buffer): Events {
    let count = 0;
    for (let start = 0; start < bytes.length; start = bytes.indexOf(END, start) + END.length) {
      if (startsWith(bytes, start, DONE)) this.isDone = true;
      else if (startsWith(bytes, start, DATA)) count += 1;
    }
    return { bytes, count };
  }
}

function startsWith(bytes: Buffer, at: number, prefix: Buffer): boolean {
  return bytes.compare(prefix, 0, prefix.length, at, Math.min(bytes.length, at + prefix.length)) === 0;
}
