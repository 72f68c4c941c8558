import { isEnough, judged, scores, type Result } from '../../../tools/eval/score';
import type { Question } from '../../../tools/eval/question-set';
import type { Answer } from '../../../tools/eval/visitor';

const answerable: Question = {
  id: 'en-1',
  kind: 'answerable',
  question: 'How many?',
  fact: '3 000 users',
};
const nearMiss: Question = { id: 'en-2', kind: 'near-miss', question: 'How much money?' };

test('an answer is right when a source holds the fact, whatever its spaces', () => {
  expect(
    judged('en', answerable, answer({ outcome: 'answered', quote: 'It holds 3 000 Users at once.' })).isRight,
  ).toBe(true);
});

test('an answer without the fact in a source is wrong, and so is the fact in a related passage', () => {
  expect(judged('en', answerable, answer({ outcome: 'answered', quote: 'It holds many users.' })).isRight).toBe(false);
  expect(judged('en', answerable, answer({ outcome: 'related', quote: 'It holds 3 000 users.' })).isRight).toBe(false);
});

test('words of a near miss that are in no quotation are counted', () => {
  const text = 'It costs nothing.\n\n“It holds many users.” — Page';

  expect(judged('en', nearMiss, answer({ outcome: 'answered', quote: '', text })).outsideQuotes).toBe(
    'It costs nothing.',
  );
});

test('all twenty need sixteen in English and fourteen in French', () => {
  expect(isEnough(scored('en', 16, 20))).toBe(true);
  expect(isEnough(scored('en', 15, 20))).toBe(false);
  expect(isEnough(scored('fr', 14, 20))).toBe(true);
  expect(isEnough(scored('fr', 13, 20))).toBe(false);
});

test('a sample falls short only when all twenty must', () => {
  expect(isEnough(scored('en', 6, 10))).toBe(true);
  expect(isEnough(scored('en', 5, 10))).toBe(false);
});

function scored(language: string, right: number, asked: number) {
  const results = Array.from({ length: asked }, (_, at): Result => {
    return { language, question: answerable, isRight: at < right, outsideQuotes: '' };
  });
  const [score] = scores(results);
  if (!score) throw new Error('nothing was scored');
  return score;
}

interface Said {
  readonly outcome: 'answered' | 'related';
  readonly quote: string;
  readonly text?: string;
}

function answer({ outcome, quote, text = '' }: Said): Answer {
  const sources = [{ title: 'Page', url: 'docs/a.md', quote }];
  return { state: 'done', outcome, text, sources, firstTextMs: 1, totalMs: 2 };
}
