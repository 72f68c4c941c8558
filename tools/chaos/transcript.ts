/** An entry as the server sends it. */
export interface PageEntry {
  readonly seq: number;
  readonly id: string;
  readonly author: string;
  readonly text: string;
  readonly state: 'streaming' | 'done' | 'failed';
}

export interface PageDelta {
  readonly seq: number;
  /** Length of the text before it, in UTF-16 units. */
  readonly offset: number;
  readonly text: string;
}

/** What a page shows, made from the events of the visitor chat as its contract describes them. */
export class Transcript {
  /** Deltas that would have shown something twice, or left something out. The server must never send one. */
  readonly faults: { readonly kind: 'lost' | 'doubled'; readonly seq: number }[] = [];
  private readonly held = new Map<number, PageEntry>();

  /** Everything up to here is held in its final state. */
  get settledUpTo(): number {
    let seq = 0;
    while ((this.held.get(seq + 1)?.state ?? 'streaming') !== 'streaming') seq += 1;
    return seq;
  }

  /** In order. */
  get entries(): readonly PageEntry[] {
    return [...this.held.values()].sort((a, b) => a.seq - b.seq);
  }

  at(seq: number): PageEntry | undefined {
    return this.held.get(seq);
  }

  /** Text that was shown is never taken back: the whole entry begins with it. */
  entry(entry: PageEntry): void {
    const shown = this.held.get(entry.seq)?.text ?? '';
    if (!entry.text.startsWith(shown)) this.faults.push({ kind: 'lost', seq: entry.seq });
    this.held.set(entry.seq, entry);
  }

  delta({ seq, offset, text }: PageDelta): void {
    const entry = this.held.get(seq);
    const length = entry?.text.length ?? 0;
    if (!entry || offset > length) this.faults.push({ kind: 'lost', seq });
    else if (offset < length) this.faults.push({ kind: 'doubled', seq });
    if (entry && offset === length) this.held.set(seq, { ...entry, text: entry.text + text });
  }
}
