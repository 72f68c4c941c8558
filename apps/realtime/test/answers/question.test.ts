import { readQuestion } from '../../src/answers/question';

const PREVIOUS = { en: 'Where does the kiwi nest?', fr: 'Où niche le kiwi ?' } as const;

test.each([
  ['en', 'How often is it cleaned?'],
  ['en', 'And how long does it last?'],
  ['fr', 'Et combien de temps ?'],
] as const)('%s: %s leans on the question before', (language, text) => {
  expect(readQuestion(text, language, PREVIOUS[language]).text).toContain('kiwi');
});

test.each([
  ['en', 'What time is it?'],
  ['en', 'Is it raining in Paris?'],
  ['fr', 'Quel temps fait-il à Paris ?'],
  ['fr', 'Pleut-il ?'],
] as const)('%s: %s stands alone', (language, text) => {
  expect(readQuestion(text, language, PREVIOUS[language]).text).toBe(text);
});
