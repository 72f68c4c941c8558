import { Random } from '../../../tools/chaos/random';
import { Transcript, type PageEntry } from '../../../tools/chaos/transcript';
import { compare, isClean } from '../../../tools/chaos/verdict';

const question: PageEntry = { seq: 1, id: 'q', author: 'visitor', text: 'Do parrots talk?', state: 'done' };
const answer: PageEntry = { seq: 2, id: 'a', author: 'bot', text: 'They do 🦜.', state: 'done' };

function transcriptOf(...entries: readonly PageEntry[]): Transcript {
  const transcript = new Transcript();
  for (const entry of entries) transcript.entry(entry);
  return transcript;
}

const acknowledged = ['q'];
const reference = answer.text;

test('a page that holds the log is clean', () => {
  const verdict = compare({
    transcript: transcriptOf(question, answer),
    log: [question, answer],
    acknowledged,
    reference,
  });
  expect(isClean(verdict)).toBe(true);
});

test.each([
  ['one byte of a text', transcriptOf(question, { ...answer, text: 'They do 🦜!' }), { different: [2] }],
  ['a state', transcriptOf(question, { ...answer, state: 'failed' as const }), { different: [2] }],
  ['an entry that the page lacks', transcriptOf(question), { different: [2] }],
])('%s that differs is found', (_, transcript, found) => {
  expect(compare({ transcript, log: [question, answer], acknowledged, reference })).toMatchObject(found);
});

test('an acknowledged message that is not in the log is lost, and one that is there twice is doubled', () => {
  const transcript = transcriptOf(question);
  expect(compare({ transcript, log: [], acknowledged, reference }).lost).toEqual(['q']);
  const twice = [question, { ...question, seq: 2 }];
  expect(compare({ transcript, log: twice, acknowledged, reference }).doubled).toEqual(['q']);
});

test('a sentence that a resumed answer says again is doubled, unless the undisturbed answer says it again too', () => {
  const text = 'Parrots live in trees. They talk all day. Parrots live in trees.';
  const log = [question, { ...answer, text }];
  const found = (known: string) => compare({ transcript: transcriptOf(...log), log, acknowledged, reference: known });
  expect(found('Parrots live in trees.').doubled).toEqual(['Parrots live in trees.']);
  expect(found(text).doubled).toEqual([]);
});

test('text that is shown twice, left out or taken back is a fault even if the page ends up right', () => {
  const transcript = transcriptOf({ ...answer, text: 'They ', state: 'streaming' });
  transcript.delta({ seq: 2, offset: 0, text: 'They ' });
  transcript.delta({ seq: 2, offset: 9, text: 'do' });
  transcript.entry({ ...answer, text: 'We do.', state: 'streaming' });
  transcript.entry({ ...answer, text: 'We do. Yes.' });
  expect(transcript.faults).toEqual([
    { kind: 'doubled', seq: 2 },
    { kind: 'lost', seq: 2 },
    { kind: 'lost', seq: 2 },
  ]);
});

test('a page resumes after the last entry before which nothing streams', () => {
  const transcript = transcriptOf(question, { ...answer, state: 'streaming' }, { ...question, seq: 3 });
  expect(transcript.settledUpTo).toBe(1);
});

test('one seed gives one run', () => {
  const draws = (seed: number) => {
    const random = new Random(seed);
    return Array.from({ length: 20 }, () => random.next());
  };
  expect(draws(7)).toEqual(draws(7));
  expect(draws(7)).not.toEqual(draws(8));
  expect(draws(7).every((draw) => draw >= 0 && draw < 1)).toBe(true);
});
