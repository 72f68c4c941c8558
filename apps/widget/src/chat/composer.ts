import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import type { Words } from '../words/words';
import { sendIcon, stopIcon } from './icons';

/** Longest message, in UTF-16 units: the server's own limit. */
const longest = 4_000;

interface ComposerOptions {
  readonly words: Words;
  readonly onInput: (draft: string) => void;
  readonly onSend: () => void;
  /** Set while an answer is being written. */
  readonly onStop: (() => void) | undefined;
}

/** Where the visitor writes. Enter sends; the stop button stands beside it while an answer is being written. */
export function composer(draft: string, options: ComposerOptions) {
  const { words, onInput, onSend, onStop } = options;
  const over = draft.trim().length - longest;
  return html`
    <form class="composer" @submit=${(event: Event) => (event.preventDefault(), onSend())}>
      <div class="field">
        <textarea
          rows="1"
          .value=${live(draft)}
          aria-label=${words.placeholder}
          aria-describedby="hint"
          aria-invalid=${over > 0}
          placeholder=${words.placeholder}
          @input=${(event: InputEvent) => onInput((event.target as HTMLTextAreaElement).value)}
          @keydown=${(event: KeyboardEvent) => sendOnEnter(event, onSend)}
        ></textarea>
        ${onStop ? html`<button class="round stop" type="button" aria-label=${words.stop} title=${words.stop} @click=${onStop}>${stopIcon}</button>` : nothing}
        <button
          class="round send"
          type="submit"
          aria-label=${words.send}
          title=${words.send}
          ?disabled=${draft.trim() === '' || over > 0}
        >
          ${sendIcon}
        </button>
      </div>
      <p id="hint" class="hint" data-over=${over > 0}>${over > 0 ? words.tooLong(over) : words.sendHint}</p>
    </form>
  `;
}

function sendOnEnter(event: KeyboardEvent, send: () => void): void {
  // While an input method composes (Japanese, accents), Enter belongs to it.
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  send();
}
