import { evidenceOf, usablePassages } from '../../src/answers/evidence-gate';
import { THRESHOLDS, passage } from './fixtures';

const finding = (...measures: readonly (readonly [cosine: number, share: number])[]) => ({
  passages: measures.map(([cosine, share]) => passage('Kiwis.', { cosine, share })),
  thresholds: THRESHOLDS,
});

test.each([
  ['nearness above its threshold', [0.86, 0.1], 'clear'],
  ['words above their threshold', [0.7, 0.6], 'clear'],
  ['both just at their thresholds', [0.85, 0.5], 'faint'],
  ['both a little below', [0.83, 0.4], 'faint'],
  ['one near, without the words', [0.84, 0.1], 'none'],
  ['neither', [0.7, 0.1], 'none'],
] as const)('%s: %j is %s', (_, measures, evidence) => expect(evidenceOf(finding(measures))).toBe(evidence));

test('the measures of two passages do not add up', () => {
  expect(evidenceOf(finding([0.84, 0.1], [0.7, 0.45]))).toBe('none');
});

test('without calibration there is no evidence', () => {
  expect(evidenceOf({ passages: [passage('Kiwis.', { cosine: 0.99, share: 1 })] })).toBe('none');
});

test('pages of another language are looked at only when those of the own say nothing', () => {
  const foreign = passage('Les kiwis.', { language: 'fr' });
  const own = passage('Kiwis.');
  const far = passage('Emus.', { cosine: 0.7, share: 0 });
  expect(usablePassages({ passages: [foreign, own], thresholds: THRESHOLDS }, 'en')).toEqual([own]);
  expect(usablePassages({ passages: [foreign, far], thresholds: THRESHOLDS }, 'en')).toEqual([foreign, far]);
});
