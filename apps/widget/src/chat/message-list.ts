import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Snapshot } from '../protocol/connection';
import { inOrder } from '../protocol/transcript';
import type { Words } from '../words/words';
import { downIcon } from './icons';
import { message, type MessageActions } from './message';
import { pendingMessage, type PendingActions } from './pending-message';

interface MessageListOptions {
  readonly words: Words;
  readonly greeting: string | undefined;
  readonly isAtEnd: boolean;
  readonly onScroll: () => void;
  readonly onLatest: () => void;
  readonly actions: MessageActions & PendingActions;
}

/** The conversation, announced politely as it grows. */
export function messageList({ transcript, bot }: Snapshot, options: MessageListOptions) {
  const { words, greeting, actions } = options;
  return html`
    <div
      class="scroll"
      tabindex="0"
      role="log"
      aria-live="polite"
      aria-label=${words.conversation}
      @scroll=${options.onScroll}
    >
      <ol>
        ${
          greeting
            ? html`<li class="message" data-author="bot">
                <div class="body"><p>${greeting}</p></div>
              </li>`
            : nothing
        }
        ${repeat(
          inOrder(transcript),
          ({ seq }) => seq,
          (entry) => message(entry, { words, bot: bot?.name, progress: transcript.progress.get(entry.seq), actions }),
        )}
        ${repeat(
          transcript.pending,
          ({ id }) => id,
          (pending) => pendingMessage(pending, words, actions),
        )}
      </ol>
      ${
        options.isAtEnd
          ? nothing
          : html`<button
              class="latest"
              type="button"
              aria-label=${words.latest}
              title=${words.latest}
              @click=${options.onLatest}
            >
              ${downIcon}
            </button>`
      }
    </div>
  `;
}
