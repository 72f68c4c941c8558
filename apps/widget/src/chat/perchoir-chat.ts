import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { Connection, type Snapshot } from '../protocol/connection';
import type { BotProfile, Entry } from '../protocol/events';
import { browserMemory } from '../protocol/memory';
import { emptyTranscript, inOrder } from '../protocol/transcript';
import { layout } from '../style/layout';
import { messages } from '../style/messages';
import { applyAccent } from '../style/accent';
import { theme } from '../style/theme';
import { wordsIn } from '../words/language';
import { composer } from './composer';
import { header } from './header';
import { launcher } from './launcher';
import { messageList } from './message-list';
import { notice } from './notice';
import { ScrollFollower } from './scroll-follower';

const nothingYet: Snapshot = { status: { kind: 'connecting' }, bot: undefined, transcript: emptyTranscript };

/**
 * The chat with one bot.
 *
 * ```html
 * <perchoir-chat bot="demo"></perchoir-chat>
 * ```
 *
 * @attr bot - public key of the bot (required)
 * @attr server - origin of the realtime server; default: the page's own
 * @attr language - `en`, `fr`, or `browser` for what the visitor's browser prefers; default: the page's language
 * @attr mode - `page` fills the element's box, `bubble` floats a button that opens the chat; default: `page`
 * @attr theme - `light` or `dark`; default: what the system prefers
 */
export class PerchoirChat extends LitElement {
  static override readonly styles = [theme, layout, messages];
  static override readonly properties = {
    bot: { type: String },
    server: { type: String },
    language: { type: String },
    mode: { type: String, reflect: true },
    theme: { type: String, reflect: true },
    isOpen: { state: true },
    snapshot: { state: true },
    draft: { state: true },
  };

  declare bot: string;
  declare server: string | undefined;
  declare language: string | undefined;
  declare mode: 'page' | 'bubble';
  declare isOpen: boolean;
  declare snapshot: Snapshot;
  declare draft: string;

  private connection: Connection | undefined;
  private readonly follower = new ScrollFollower(this, () => this.renderRoot.querySelector<HTMLElement>('.scroll'));

  constructor() {
    super();
    this.bot = '';
    this.mode = 'page';
    this.isOpen = false;
    this.snapshot = nothingYet;
    this.draft = '';
  }

  /** The entries that the page shows, in order and as the log has them. */
  get transcript(): readonly Entry[] {
    return inOrder(this.snapshot.transcript);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.mode === 'page') this.connect();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.connection?.close();
    this.connection = undefined;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const bot = this.snapshot.bot;
    if (changed.has('snapshot') && bot) applyAccent(this, bot.colours['primary']);
    this.lang = this.spoken.code;
  }

  protected override render() {
    if (this.mode === 'bubble' && !this.isOpen)
      return launcher(this.botName, this.spoken.words, () => this.openBubble());
    const { words } = this.spoken;
    return html`
      <section class="chat" role="region" aria-label=${words.title(this.botName)} @keydown=${this.onKey}>
        ${header(this.botName, this.snapshot.status, { words, onClose: this.mode === 'bubble' ? () => this.closeBubble() : undefined })}
        ${this.snapshot.status.kind === 'refused' ? nothing : this.conversation()}
        ${notice(this.snapshot.status, words)} ${this.snapshot.status.kind === 'refused' ? nothing : this.composer()}
      </section>
    `;
  }

  private conversation() {
    const { code, words } = this.spoken;
    return messageList(this.snapshot, {
      words,
      greeting: greetingOf(this.snapshot.bot, code),
      isAtEnd: this.follower.isAtEnd,
      onScroll: () => this.follower.look(),
      onLatest: () => this.follower.toEnd(),
      actions: {
        retry: (seq) => this.connection?.retry(seq),
        rate: async (seq, value) => (await this.connection?.rate(seq, value)) ?? false,
        resend: ({ id, text }) => this.connection?.send(text, id),
        discard: (id) => this.connection?.discard(id),
      },
    });
  }

  private composer() {
    const streaming = this.transcript.findLast(({ state, author }) => state === 'streaming' && author === 'bot');
    return composer(this.draft, {
      words: this.spoken.words,
      onInput: (draft) => (this.draft = draft),
      onSend: () => this.send(),
      onStop: streaming ? () => this.connection?.stop(streaming.seq) : undefined,
    });
  }

  private send(): void {
    const text = this.draft.trim();
    if (text === '' || text.length > 4_000) return;
    this.connection?.send(text);
    this.draft = '';
    this.follower.toEnd();
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && this.mode === 'bubble') this.closeBubble();
  };

  private openBubble(): void {
    this.isOpen = true;
    this.connect();
    void this.updateComplete.then(() => this.renderRoot.querySelector('textarea')?.focus());
  }

  private closeBubble(): void {
    this.isOpen = false;
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('.launcher')?.focus());
  }

  private connect(): void {
    this.connection ??= new Connection({
      server: this.server ?? window.location.origin,
      botKey: this.bot,
      memory: browserMemory(this.bot),
      onChange: (snapshot) => (this.snapshot = snapshot),
    });
    this.connection.open();
  }

  private get spoken() {
    const page = this.language === 'browser' ? '' : document.documentElement.lang;
    return wordsIn([this.language ?? '', page, ...navigator.languages]);
  }

  private get botName(): string {
    return this.snapshot.bot?.name ?? this.bot;
  }
}

function greetingOf(bot: BotProfile | undefined, language: string): string | undefined {
  return bot?.greeting[language] ?? Object.values(bot?.greeting ?? {})[0];
}

customElements.define('perchoir-chat', PerchoirChat);
