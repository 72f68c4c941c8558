import { wireEntry, type Entry } from '../conversations/entry';
import type { Delta, Progress, WireEntry } from '../events';

/** A page that follows a conversation. */
export interface Reader {
  entry(entry: WireEntry): void;
  delta(delta: Delta): void;
  progress(progress: Progress): void;
}

/** Entries kept for readers that join while they change, per conversation. */
const RECENT_ENTRIES = 16;

/** Seqs remembered per reader as shown in full; older ones do not change any more. */
const SHOWN_ENTRIES = 512;

/**
 * What the pages on this pod are shown of one conversation.
 *
 * A feed is given *states* of entries as committed, never changes. Each reader has a cursor per entry, and is sent what
 * lies between its cursor and the state. So it does not matter whether a state came from this pod's own writes, a
 * notice or a poll, nor in which order or how often: a reader sees each character once, in order, and never one that
 * is not in the log.
 */
export class Feed {
  private readonly readers = new Map<Reader, Cursors>();
  private readonly recent = new Map<number, Entry>();
  private settled = 0;
  private arriving = 0;

  constructor(readonly conversation: string) {}

  /** Whether nobody reads, or is about to. */
  get isIdle(): boolean {
    return this.readers.size === 0 && this.arriving === 0;
  }

  /** Keeps the feed for a reader that is about to join. @returns what says that it has joined, or will not */
  reserve(): () => void {
    this.arriving += 1;
    return () => (this.arriving -= 1);
  }

  /** Entries that still grow, as known here. */
  get streaming(): readonly Entry[] {
    return [...this.recent.values()].filter(({ state }) => state === 'streaming');
  }

  /** The readers were shown everything up to here in its final state. */
  get settledUpTo(): number {
    return this.settled;
  }

  /** Whether an entry is known here but not all of those before it: there is something to read. */
  get hasGap(): boolean {
    const later = [...this.recent.keys()].filter((seq) => seq > this.settled);
    return later.length > 0 && later.length < Math.max(...later) - this.settled;
  }

  /**
   * Adds a reader and shows it what the log had, brought up to what happened since the log was read.
   * @param after - the reader holds everything up to here
   */
  join(reader: Reader, entries: readonly Entry[], after: number): void {
    // A first reader brings the mark along. Later ones must not move it past what the others were shown.
    if (this.readers.size === 0) this.settled = entries[0] ? entries[0].seq - 1 : after;
    const known = new Map(entries.map((entry) => [entry.seq, entry]));
    for (const entry of this.recent.values()) {
      if (entry.seq > after || known.has(entry.seq)) known.set(entry.seq, newer(known.get(entry.seq), entry));
    }
    const cursors: Cursors = { after: 0, shown: new Map() };
    this.readers.set(reader, cursors);
    const inOrder = [...known.values()].sort((a, b) => a.seq - b.seq);
    for (const entry of inOrder) this.publish(entry);
    cursors.after = after;
  }

  leave(reader: Reader): void {
    this.readers.delete(reader);
  }

  /** Shows every reader what it lacks of the entry. */
  publish(state: Entry): void {
    const entry = newer(this.recent.get(state.seq), state);
    this.remember(entry);
    for (const [reader, cursors] of this.readers) show(reader, cursors, entry);
  }

  progress(progress: Progress): void {
    for (const reader of this.readers.keys()) reader.progress(progress);
  }

  private remember(entry: Entry): void {
    this.recent.set(entry.seq, entry);
    while (this.isSettled(this.settled + 1)) this.settled += 1;
    if (this.recent.size <= RECENT_ENTRIES) return;
    const oldest = Math.min(...[...this.recent.keys()].filter((seq) => this.isSettled(seq)));
    this.recent.delete(oldest);
  }

  private isSettled(seq: number): boolean {
    const entry = this.recent.get(seq);
    return entry !== undefined && entry.state !== 'streaming';
  }
}

/** What one reader was shown. */
interface Cursors {
  /** It came with everything up to here, except for what its join showed it again. */
  after: number;
  /** Length of the text shown, by seq. */
  readonly shown: Map<number, number>;
}

/** Cursor of an entry that was shown in its final state. */
const ENDED = Number.POSITIVE_INFINITY;

function show(reader: Reader, { after, shown }: Cursors, entry: Entry): void {
  const length = shown.get(entry.seq);
  if (length === ENDED || (length === undefined && entry.seq <= after)) return;
  if (length === undefined || entry.state !== 'streaming') {
    reader.entry(wireEntry(entry));
  } else if (entry.text.length > length) {
    reader.delta({ seq: entry.seq, offset: length, text: entry.text.slice(length) });
  }
  shown.set(entry.seq, entry.state === 'streaming' ? Math.max(entry.text.length, length ?? 0) : ENDED);
  if (shown.size > SHOWN_ENTRIES) shown.delete(shown.keys().next().value as number);
}

/** Of two states of one entry the later: an ended one, otherwise the longer text. */
function newer(known: Entry | undefined, entry: Entry): Entry {
  if (!known) return entry;
  if (known.state !== 'streaming') return known;
  if (entry.state !== 'streaming') return entry;
  return entry.text.length >= known.text.length ? entry : known;
}
