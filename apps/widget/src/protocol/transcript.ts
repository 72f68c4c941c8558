import type { Delta, Entry, Progress } from './events';

/** A message that the visitor has written and the log has not confirmed. */
export interface Pending {
  /** UUID: sent again after a reconnect, it stays the same message. */
  readonly id: string;
  readonly text: string;
  /** Why the server refused it. @default - on its way */
  readonly refusal?: string;
}

/** What the visitor sees of a conversation. Values are never changed, only replaced. */
export interface Transcript {
  /** By sequence number, from 1; may have gaps until the server has replayed them. */
  readonly entries: ReadonlyMap<number, Entry>;
  readonly pending: readonly Pending[];
  /** What an answer is doing before its next words, by sequence number. */
  readonly progress: ReadonlyMap<number, Progress>;
}

export const emptyTranscript: Transcript = { entries: new Map(), pending: [], progress: new Map() };

/** Takes over an entry as the log has it; a pending message with its id is confirmed by it. */
export function withEntry(transcript: Transcript, entry: Entry): Transcript {
  const pending = transcript.pending.filter(({ id }) => id !== entry.id);
  const progress = entry.state === 'streaming' ? transcript.progress : without(transcript.progress, entry.seq);
  return { entries: new Map(transcript.entries).set(entry.seq, entry), pending, progress };
}

/**
 * Appends a delta. Text that is there already is skipped.
 * @returns undefined when the delta does not fit: text before it is missing, and the entry must be asked for whole
 */
export function withDelta(transcript: Transcript, { seq, offset, text }: Delta): Transcript | undefined {
  const entry = transcript.entries.get(seq);
  if (!entry || offset > entry.text.length) return undefined;
  const known = entry.text.slice(offset, offset + text.length);
  if (!text.startsWith(known)) return undefined;
  const longer = { ...entry, text: entry.text + text.slice(known.length) };
  const progress = without(transcript.progress, seq);
  return { ...transcript, entries: new Map(transcript.entries).set(seq, longer), progress };
}

/** Notes what an answer is doing. */
export function withProgress(transcript: Transcript, progress: Progress): Transcript {
  return { ...transcript, progress: new Map(transcript.progress).set(progress.seq, progress) };
}

/** Adds a message that is on its way, or sends one again that was refused. */
export function withPending(transcript: Transcript, message: Pending): Transcript {
  const others = transcript.pending.filter(({ id }) => id !== message.id);
  return { ...transcript, pending: [...others, message] };
}

/** Removes a message that the visitor gave up. */
export function withoutPending(transcript: Transcript, id: string): Transcript {
  return { ...transcript, pending: transcript.pending.filter((message) => message.id !== id) };
}

/** Up to where the client holds every entry in its final state; a later join asks for what comes after. */
export function completeUpTo({ entries }: Transcript): number {
  let seq = 0;
  for (let next = entries.get(1); next && next.state !== 'streaming'; next = entries.get(seq + 1)) seq = next.seq;
  return seq;
}

/** Entries in their order. */
export function inOrder({ entries }: Transcript): readonly Entry[] {
  return [...entries.values()].sort((one, other) => one.seq - other.seq);
}

function without<K, V>(map: ReadonlyMap<K, V>, key: K): ReadonlyMap<K, V> {
  if (!map.has(key)) return map;
  const copy = new Map(map);
  copy.delete(key);
  return copy;
}
