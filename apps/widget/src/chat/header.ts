import { html, nothing } from 'lit';
import type { Status } from '../protocol/connection';
import type { Words } from '../words/words';
import { closeIcon, perchIcon } from './icons';

interface HeaderOptions {
  readonly words: Words;
  /** @default - no button to close */
  readonly onClose: (() => void) | undefined;
}

/** The bot's name and whether it can be reached. */
export function header(bot: string, status: Status, { words, onClose }: HeaderOptions) {
  return html`
    <header>
      <span class="mark" aria-hidden="true">${perchIcon}</span>
      <h2>${words.title(bot)}</h2>
      <span class="presence" data-status=${status.kind} aria-hidden="true"></span>
      ${onClose ? html`<button class="quiet" type="button" aria-label=${words.close} @click=${onClose}>${closeIcon}</button>` : nothing}
    </header>
  `;
}
