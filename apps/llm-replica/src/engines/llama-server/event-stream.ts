/** A line longer than this is not llama-server's. */
const MOST_LINE_CHARACTERS = 1_048_576;

/** The JSON data of each server-sent event, up to `[DONE]`. @throws Error when the stream ends before, or is not JSON. */
export async function* eventData(body: AsyncIterable<Buffer>): AsyncGenerator<unknown> {
  for await (const line of linesOf(body)) {
    const data = /^data: ?(.*)$/s.exec(line)?.[1];
    if (data === undefined) continue;
    if (data === '[DONE]') return;
    yield JSON.parse(data) as unknown;
  }
  throw new Error('llama-server ended its stream before the answer was complete');
}

async function* linesOf(body: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let open = '';
  for await (const part of body) {
    const lines = (open + decoder.decode(part, { stream: true })).split(/\r?\n/);
    open = lines.pop() ?? '';
    if (open.length > MOST_LINE_CHARACTERS) throw new Error('llama-server sent a line without an end');
    yield* lines;
  }
  if (open !== '') yield open;
}
