import { html, nothing } from 'lit';
import type { Entry, Progress } from '../protocol/events';
import type { Words } from '../words/words';
import { answerTools, type ToolActions } from './answer-tools';
import { prose } from './prose';
import { sources } from './sources';

export interface MessageActions extends ToolActions {
  readonly retry: (seq: number) => void;
}

export interface MessageOptions {
  readonly words: Words;
  /** Name of the bot. @default - the word for a bot */
  readonly bot: string | undefined;
  /** What the answer is doing before its next words. @default - nothing to say */
  readonly progress: Progress | undefined;
  readonly actions: MessageActions;
}

/** One entry of the log. */
export function message(entry: Entry, options: MessageOptions) {
  const { words, bot, actions } = options;
  const author = entry.author === 'bot' ? (bot ?? words.authors.bot) : words.authors[entry.author];
  return html`
    <li
      class="message"
      data-author=${entry.author}
      data-state=${entry.state}
      data-outcome=${entry.outcome ?? ''}
      data-seq=${entry.seq}
      aria-busy=${entry.state === 'streaming'}
    >
      <span class="visually-hidden">${author}:</span>
      ${outcomeLabel(entry, words)}
      <div class="body">${prose(entry.text)}${activity(entry, options)}</div>
      ${
        entry.state === 'failed'
          ? html`<p class="meta problem">
              ${words.failed}
              <button type="button" class="link" @click=${() => actions.retry(entry.seq)}>${words.retry}</button>
            </p>`
          : nothing
      }
      ${entry.author === 'bot' && entry.state === 'done' ? html`${sources(entry.sources, words)}${answerTools(entry, words, actions)}` : nothing}
    </li>
  `;
}

function outcomeLabel({ outcome }: Entry, words: Words) {
  if (outcome === 'related') return html`<p class="outcome">${words.related}</p>`;
  if (outcome === 'refused') return html`<p class="outcome">${words.refused}</p>`;
  return nothing;
}

function activity(entry: Entry, { progress, words }: MessageOptions) {
  if (entry.author === 'bot' && entry.state === 'done' && !entry.outcome && entry.text === '')
    return html`<p class="meta">${words.stopped}</p>`;
  if (entry.state !== 'streaming') return nothing;
  const label = progress ? phaseText(progress, words) : entry.text === '' ? words.searching : words.writing;
  return html`<p class="activity">
    <span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>${label}
  </p>`;
}

function phaseText({ phase, position }: Progress, words: Words): string {
  return phase === 'queued' ? words.queued(position) : words[phase];
}
