import type { Outcome, Source } from '../answer';
import type { Author, EntryState, WireEntry } from '../events';

/** An entry as the log holds it. */
export interface Entry extends WireEntry {
  readonly conversation: string;
}

/** A row of `conversation.entries`, as `entryColumns` selects it. */
export interface EntryRow {
  readonly conversation: string;
  readonly seq: number;
  readonly id: string;
  readonly author: Author;
  readonly text: string;
  readonly state: EntryState;
  readonly outcome: Outcome | null;
  readonly sources: readonly Source[] | null;
}

/** Columns of an EntryRow, for use after SELECT or RETURNING. */
export const entryColumns = 'conversation, seq, client_id AS id, author, text, state, outcome, sources';

export function entryOf(row: EntryRow): Entry {
  const { outcome, sources, ...rest } = row;
  return { ...rest, ...(outcome === null ? {} : { outcome }), sources: sources ?? [] };
}

/** What goes to the page: nothing that only the log needs. */
export function wireEntry({ conversation: _, ...entry }: Entry): WireEntry {
  return entry;
}
