import { isSupported } from '../../src/answers/sentence-check';
import { passage } from './fixtures';

const pages = [
  passage(
    'A server admits 150 users. Its queue holds 100 requests, and a request waits 120 seconds. The server does not sleep.',
  ),
];

describe.each([
  'A server admits 150 users.',
  'The queue holds 100 requests.',
  'Requests wait 120 seconds in the queue.',
  'The server does not sleep.',
])('"%s"', (sentence) => {
  test('is said by the page', () => expect(isSupported(sentence, pages, 'en')).toBe(true));
});

describe.each([
  ['a number that is nowhere', 'A server admits 160 users.'],
  ['a number of another subject', 'A server admits 120 users.'],
  ['a name that is nowhere', 'A server of Google admits 150 users.'],
  ['a dropped negation', 'The server does sleep.'],
  ['an added negation', 'A server does not admit 150 users.'],
  ['a word that is nowhere', 'A server admits 150 users happily.'],
  ['an echo of the question', 'How many users does a server admit.'],
  ['a sentence without its end', 'A server admits 150 users and'],
  ['another language', 'A server est un server de users.'],
  ['hardly a word', 'Yes, users.'],
])('%s', (_, sentence) => {
  test('is withheld', () => expect(isSupported(sentence, pages, 'en')).toBe(false));
});

test('across languages names and numbers are compared', () => {
  expect(isSupported('Le serveur MAX_USERS admet 150 personnes.', [passage('MAX_USERS is 150.')], 'fr')).toBe(true);
  expect(isSupported('Le serveur MAX_USERS admet 160 personnes.', [passage('MAX_USERS is 150.')], 'fr')).toBe(false);
});
