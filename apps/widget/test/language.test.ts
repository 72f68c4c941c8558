import { wordsIn } from '../src/words/language';

test.each([
  [['fr-CA', 'en'], 'fr'],
  [['de', 'en'], 'en'],
  [['de'], 'en'],
  [[''], 'en'],
])('of %j, the first language that is spoken here is %s', (preferred, code) => {
  expect(wordsIn(preferred).code).toBe(code);
});
