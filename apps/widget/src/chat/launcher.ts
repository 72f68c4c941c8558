import { html } from 'lit';
import type { Words } from '../words/words';
import { perchIcon } from './icons';

/** The floating button of the `bubble` mode. */
export function launcher(bot: string, words: Words, onOpen: () => void) {
  return html`<button class="launcher" type="button" aria-label=${words.open(bot)} @click=${onOpen}>
    ${perchIcon}
  </button>`;
}
