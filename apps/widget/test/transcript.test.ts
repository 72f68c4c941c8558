import fc from 'fast-check';
import type { Entry } from '../src/protocol/events';
import { completeUpTo, emptyTranscript, inOrder, withDelta, withEntry, withPending } from '../src/protocol/transcript';

const answer = (text: string, state: Entry['state'] = 'streaming'): Entry => ({
  seq: 1,
  id: '0190b0a0-0000-7000-8000-000000000001',
  author: 'bot',
  text,
  state,
  sources: [],
});

test('a delta at the end of the text is appended', () => {
  const transcript = withEntry(emptyTranscript, answer('Hello'));

  expect(withDelta(transcript, { seq: 1, offset: 5, text: ' you' })?.entries.get(1)?.text).toBe('Hello you');
});

test('a delta beyond the end is a gap', () => {
  expect(withDelta(withEntry(emptyTranscript, answer('Hello')), { seq: 1, offset: 6, text: 'you' })).toBeUndefined();
});

test('a delta that contradicts what is shown is a gap', () => {
  expect(withDelta(withEntry(emptyTranscript, answer('Hello')), { seq: 1, offset: 3, text: 'p!' })).toBeUndefined();
});

test('a delta of an unknown entry is a gap', () => {
  expect(withDelta(emptyTranscript, { seq: 7, offset: 0, text: 'x' })).toBeUndefined();
});

test('the same deltas, repeated and overlapping, give the text once', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 1, maxLength: 60, unit: 'binary' }),
      fc.array(fc.tuple(fc.nat(60), fc.nat(20))),
      (text, windows) => {
        let transcript = withEntry(emptyTranscript, answer(''));
        for (const [start, length] of [...windows, [0, text.length] as const]) {
          const offset = Math.min(start, text.length);
          const delta = { seq: 1, offset, text: text.slice(offset, offset + length) };
          transcript = withDelta(transcript, delta) ?? transcript;
        }
        expect(transcript.entries.get(1)?.text).toBe(text);
      },
    ),
  );
});

test('an entry confirms the pending message with its id', () => {
  const transcript = withPending(emptyTranscript, { id: answer('').id, text: 'Hi' });

  expect(withEntry(transcript, answer('Hi', 'done')).pending).toEqual([]);
});

test('a conversation is complete up to the first entry that is missing or still grows', () => {
  const done = [1, 2, 4].map((seq) => ({ ...answer('x', 'done'), seq }));
  const transcript = done.reduce(withEntry, emptyTranscript);

  expect(completeUpTo(transcript)).toBe(2);
  expect(completeUpTo(withEntry(transcript, { ...answer('', 'streaming'), seq: 3 }))).toBe(2);
  expect(completeUpTo(withEntry(transcript, { ...answer('', 'done'), seq: 3 }))).toBe(4);
});

test('entries are shown in the order of the log, however they arrived', () => {
  const transcript = [3, 1, 2].map((seq) => ({ ...answer('x', 'done'), seq })).reduce(withEntry, emptyTranscript);

  expect(inOrder(transcript).map(({ seq }) => seq)).toEqual([1, 2, 3]);
});
