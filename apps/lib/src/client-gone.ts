import type { ServerResponse } from 'node:http';

/** The client closed its connection before the answer was complete: nobody is left to be told anything. */
export class ClientGone extends Error {
  override readonly name = 'ClientGone';

  constructor() {
    super('the client closed the connection');
  }
}

/** Aborted with `ClientGone` as soon as the client of an answer is gone; at once if it is gone already. */
export function goneSignal(response: ServerResponse): AbortSignal {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort(new ClientGone());
  });
  if (response.destroyed) gone.abort(new ClientGone());
  return gone.signal;
}
