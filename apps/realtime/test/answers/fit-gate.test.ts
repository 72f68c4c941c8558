import { fittingPlaces, placesOf } from '../../src/answers/fit-gate';
import { readQuestion } from '../../src/answers/question';
import { passage } from './fixtures';

/** Texts that fit, with all of the question's words found: only names, focus and values decide. */
function fitting(question: string, text: string, language: 'en' | 'fr' = 'en'): string[] {
  const places = placesOf(passage(text, { language })).map((place) => ({ ...place, share: 0.6 }));
  return fittingPlaces(readQuestion(question, language), places, 'clear').map((place) => place.text);
}

describe.each([
  ['a count next to what it counts', 'How many eggs does a kiwi lay?', 'A kiwi lays two eggs.'],
  ['a duration with its unit', 'How long does a kiwi brood?', 'The kiwi broods for 80 days.'],
  ['a frequency', 'How often does a kiwi eat?', 'A kiwi eats every night.'],
  ['a reason', 'Why does the kiwi not fly?', 'The kiwi does not fly because its wings are small.'],
  ['a version after the name', 'Which version of Apteryx is needed?', 'It is tested with Apteryx 3.4 on each push.'],
  ['a word for the same thing', 'How many people may visit the kiwi house?', 'The kiwi house admits 150 visitors.'],
  ['a place', 'Where is the nest of the kiwi stored?', 'The nest of the kiwi is stored in the folder nests/.'],
  ['an instruction', 'How do I feed the kiwi?', 'To feed the kiwi, put worms into the nest.'],
  ['a bound of what is asked', 'What is the maximum size of a kiwi egg?', 'A kiwi egg takes 12 pages of the book.'],
  [
    'a name where a kind of thing is asked',
    'Which language is the kiwi tool written in?',
    'The kiwi tool is written in Rust.',
  ],
])('%s', (_, question, text) => {
  test('fits', () => expect(fitting(question, text)).toEqual([text]));
});

describe.each([
  [
    'a count of something else',
    'How many chicks does a kiwi raise?',
    'A kiwi lays two eggs and raises its chicks in forests.',
  ],
  ['a number in a name', 'How many eggs does a kiwi lay?', 'A kiwi lays its eggs after model v0.3.'],
  ['no price', 'What does a kiwi cost?', 'A kiwi weighs 3 kg.'],
  ['another name', 'Which version of Grafana is planned?', 'Planned are HAProxy 3.4 and Grafana.'],
  ['a name that is absent', 'How do I connect the kiwi to Slack?', 'Connect the kiwi with a cable.'],
  ['nothing about what is asked', 'Which font does the kiwi use?', 'The kiwi uses its beak.'],
  ['another deed', 'Who wrote the kiwi book?', 'The author sold the kiwi book.'],
  ['a capital that is no name', 'Which database does the kiwi use?', 'The kiwi uses its beak. Change an egg.'],
  ['no instruction', 'How do I hatch a kiwi?', 'The parents hatch a kiwi with great care.'],
  ['a condition of something else', 'How do I stop the kiwi?', 'Stop the kiwi, then delete the nest.'],
  ['an instruction for something else', 'How do I add a kiwi?', 'Add an egg to the nest.'],
  ['something that exists for others', 'Is there a kiwi museum?', 'There is a museum of birds.'],
  ['the number that was asked with', 'How many eggs do 80 kiwis lay?', 'The eggs of 80 kiwis are brooded.'],
])('%s', (_, question, text) => {
  test('does not fit', () => expect(fitting(question, text)).toEqual([]));
});

test('French questions are read alike', () => {
  expect(fitting('Combien d’œufs pond un kiwi ?', 'Un kiwi pond deux œufs.', 'fr')).toHaveLength(1);
  expect(fitting('Combien de langues parle un kiwi ?', 'Un kiwi pond deux œufs.', 'fr')).toHaveLength(0);
});

test('items of a list stand alone', () => {
  expect(fitting('How many eggs does a kiwi lay?', 'Of the kiwi\nTwo eggs')).not.toContain('Of the kiwi Two eggs');
});

test('one sentence is preferred to two that say no more', () => {
  const [best] = fitting('How many eggs does a kiwi lay?', 'A kiwi lays two eggs. It rests then.');
  expect(best).toBe('A kiwi lays two eggs.');
});
