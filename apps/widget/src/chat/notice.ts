import { html } from 'lit';
import type { Status } from '../protocol/connection';
import type { Words } from '../words/words';

/** One calm line about the connection; its place is announced politely and stays empty while all is well. */
export function notice(status: Status, words: Words) {
  return html`<p class="notice" role="status" data-status=${status.kind}>${textOf(status, words)}</p>`;
}

function textOf(status: Status, words: Words): string {
  switch (status.kind) {
    case 'online':
      return '';
    case 'connecting':
      return words.connecting;
    case 'reconnecting':
      return words.reconnecting;
    case 'refused':
      return `${words.unavailable}: ${status.refusal.title}`;
  }
}
