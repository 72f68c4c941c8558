/** Text that arrives token by token, joined so that at most one piece is given out per pause, the first at once. */
export async function* coalesced(texts: AsyncIterable<string>, pauseMs: number): AsyncIterable<string> {
  let pending = '';
  let next = 0;
  for await (const text of texts) {
    pending += text;
    if (performance.now() < next) continue;
    yield pending;
    pending = '';
    next = performance.now() + pauseMs;
  }
  if (pending) yield pending;
}
