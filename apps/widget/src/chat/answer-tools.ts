import { html } from 'lit';
import type { Entry } from '../protocol/events';
import type { Words } from '../words/words';
import { copyIcon, downvoteIcon, upvoteIcon } from './icons';

export interface ToolActions {
  /** @returns whether the rating was taken */
  readonly rate: (seq: number, value: 1 | -1) => Promise<boolean>;
}

/** What a visitor can do with a finished answer: copy it, say whether it helped. */
export function answerTools(entry: Entry, words: Words, actions: ToolActions) {
  const rate = (value: 1 | -1) => async (event: Event) => {
    const button = event.currentTarget as HTMLButtonElement;
    if (await actions.rate(entry.seq, value)) press(button);
  };
  return html`
    <div class="tools">
      <button
        type="button"
        class="quiet"
        aria-label=${words.copy}
        title=${words.copy}
        @click=${(event: Event) => copy(event, entry.text, words)}
      >
        ${copyIcon}
      </button>
      <button
        type="button"
        class="quiet"
        data-rating
        aria-pressed="false"
        aria-label=${words.helpful}
        title=${words.helpful}
        @click=${rate(1)}
      >
        ${upvoteIcon}
      </button>
      <button
        type="button"
        class="quiet"
        data-rating
        aria-pressed="false"
        aria-label=${words.unhelpful}
        title=${words.unhelpful}
        @click=${rate(-1)}
      >
        ${downvoteIcon}
      </button>
    </div>
  `;
}

function press(button: HTMLButtonElement): void {
  const both = button.parentElement?.querySelectorAll('[data-rating]') ?? [];
  for (const other of both) other.setAttribute('aria-pressed', String(other === button));
}

async function copy(event: Event, text: string, words: Words): Promise<void> {
  const button = event.currentTarget as HTMLButtonElement;
  await navigator.clipboard.writeText(text);
  button.title = words.copied;
  button.dataset['done'] = 'true';
  setTimeout(() => {
    button.title = words.copy;
    delete button.dataset['done'];
  }, 1_500);
}
