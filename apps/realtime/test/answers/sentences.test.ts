import fc from 'fast-check';
import { SentenceStream } from '../../src/answers/sentence-stream';
import { sentencesOf } from '../../src/answers/sentences';

const text = fc.array(fc.constantFrom('One', 'e.g.', 'pgvector 0.8.5', 'ends.', 'why?', '“Quoted.”', '\n', 'x'), {
  maxLength: 30,
});

test('sentences lose nothing but white space', () => {
  fc.assert(
    fc.property(text, (words) => {
      const whole = words.join(' ');
      expect(sentencesOf(whole).join('').replace(/\s/g, '')).toBe(whole.replace(/\s/g, ''));
    }),
  );
});

test('a stream gives the sentences of the whole, however it is cut', () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 7 }), (words, size) => {
      const whole = words.join(' ');
      const stream = new SentenceStream();
      const pieces = whole.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
      const sentences = [...pieces.flatMap((piece) => stream.push(piece)), ...stream.end()];
      expect(sentences.join(' ').replace(/\s+/g, ' ')).toBe(sentencesOf(whole).join(' ').replace(/\s+/g, ' '));
    }),
  );
});

test('abbreviations and versions end no sentence', () => {
  expect(sentencesOf('Use a tool, e.g. psql 18.4 here. Then stop.')).toEqual([
    'Use a tool, e.g. psql 18.4 here.',
    'Then stop.',
  ]);
});
