import type { LoggedEntry } from './conversation-log';
import type { PageEntry, Transcript } from './transcript';

/** What a comparison of a page with the log found wrong; all empty when nothing is. */
export interface Verdict {
  /** Seqs whose text or state differs, byte for byte. */
  readonly different: readonly number[];
  /** Acknowledged messages that the log has not, entries that a page has not, and text that was taken back. */
  readonly lost: readonly string[];
  /** Messages that are in the log more than once, text that was shown twice, sentences that an answer says twice. */
  readonly doubled: readonly string[];
}

export interface Compared {
  readonly transcript: Transcript;
  readonly log: readonly LoggedEntry[];
  /** Ids of the messages that were acknowledged. */
  readonly acknowledged: readonly string[];
  /** The answer to the same question when nobody disturbs it: what it says twice may be said twice. */
  readonly reference: string;
}

/** Compares what a page holds with what the log holds. */
export function compare({ transcript, log, acknowledged, reference }: Compared): Verdict {
  const page = new Map(transcript.entries.map((entry) => [entry.seq, entry]));
  const seqs = new Set([...page.keys(), ...log.map(({ seq }) => seq)]);
  const logged = new Map(log.map((entry) => [entry.seq, entry]));
  const faults = (kind: string) => transcript.faults.filter((fault) => fault.kind === kind).map(({ seq }) => `#${seq}`);
  const times = (id: string) => log.filter((entry) => entry.id === id).length;
  const allowed = new Set(repeated(reference));
  const answers = log.filter(({ author }) => author === 'bot');
  return {
    different: [...seqs].filter((seq) => !isSame(page.get(seq), logged.get(seq))),
    lost: [...acknowledged.filter((id) => times(id) === 0), ...faults('lost')],
    doubled: [
      ...acknowledged.filter((id) => times(id) > 1),
      ...faults('doubled'),
      ...answers.flatMap(({ text }) => repeated(text).filter((sentence) => !allowed.has(sentence))),
    ],
  };
}

/** Shorter ones, as "Yes.", may well come twice. */
const SHORTEST_SENTENCE = 16;

function repeated(text: string): readonly string[] {
  const segments = [...new Intl.Segmenter('en', { granularity: 'sentence' }).segment(text)];
  const sentences = segments.map(({ segment }) => segment.trim()).filter(({ length }) => length >= SHORTEST_SENTENCE);
  return sentences.filter((sentence, index) => sentences.indexOf(sentence) !== index);
}

export function isClean({ different, lost, doubled }: Verdict): boolean {
  return different.length + lost.length + doubled.length === 0;
}

function isSame(entry: PageEntry | undefined, logged: LoggedEntry | undefined): boolean {
  if (!entry || !logged) return false;
  return entry.state === logged.state && Buffer.from(entry.text).equals(Buffer.from(logged.text));
}
