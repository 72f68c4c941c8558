import type { Delta, WireEntry } from '../src/events';

/** What a page holds of a conversation, made from events alone, as the contract asks of every client. */
export class Transcript {
  private readonly entries = new Map<number, WireEntry>();

  /** Everything up to here is held in its final state: what the next join gives as `after`. */
  get settledUpTo(): number {
    let seq = 0;
    while (this.isSettled(seq + 1)) seq += 1;
    return seq;
  }

  get texts(): readonly string[] {
    return [...this.entries.values()].sort((a, b) => a.seq - b.seq).map(({ text }) => text);
  }

  at(seq: number): WireEntry | undefined {
    return this.entries.get(seq);
  }

  entry(entry: WireEntry): void {
    this.entries.set(entry.seq, entry);
  }

  /** @throws Error on a gap or an overlap: a connection must not show either, only a new one may begin elsewhere */
  delta({ seq, offset, text }: Delta): void {
    const entry = this.entries.get(seq);
    if (!entry) throw new Error(`delta of entry ${seq}, which was never shown`);
    if (offset !== entry.text.length) throw new Error(`delta at ${offset}, but ${entry.text.length} are held`);
    this.entries.set(seq, { ...entry, text: entry.text + text });
  }

  private isSettled(seq: number): boolean {
    const entry = this.entries.get(seq);
    return entry !== undefined && entry.state !== 'streaming';
  }
}
