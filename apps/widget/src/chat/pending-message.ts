import { html } from 'lit';
import type { Pending } from '../protocol/transcript';
import type { Words } from '../words/words';

export interface PendingActions {
  readonly resend: (message: Pending) => void;
  readonly discard: (id: string) => void;
}

/** A message that the log has not confirmed: on its way, or refused with what the visitor can do. */
export function pendingMessage(pending: Pending, words: Words, actions: PendingActions) {
  const { id, text, refusal } = pending;
  const state =
    refusal === undefined
      ? html`<p class="meta">${words.sending}</p>`
      : html`<p class="meta problem" role="alert">
          ${refusal}
          <button type="button" class="link" @click=${() => actions.resend({ id, text })}>${words.sendAgain}</button>
          <button type="button" class="link" @click=${() => actions.discard(id)}>${words.discard}</button>
        </p>`;
  return html`<li class="message" data-author="visitor" data-state="pending">
    <div class="body"><p>${text}</p></div>
    ${state}
  </li>`;
}
