import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../..');
const languages = ['en', 'fr'] as const;
const kinds = ['answerable', 'off-topic', 'near-miss'] as const;

/** A question of the evaluation; the fields are described in questions/README.md. */
interface Question {
  readonly id: string;
  readonly kind: (typeof kinds)[number];
  readonly question: string;
  readonly fact?: string;
  readonly also?: readonly string[];
  readonly page?: string;
}

const scored = languages.flatMap((language) => questionsOf('questions', language));
const development = languages.flatMap((language) => questionsOf('development', language));
const answerable = [...scored, ...development].filter(({ kind }) => kind === 'answerable');

describe.each(languages)('the questions in %s', (language) => {
  test.each(kinds)('hold twenty of kind %s, and ten more at least for tuning', (kind) => {
    expect(questionsOf('questions', language).filter((question) => question.kind === kind)).toHaveLength(20);
    const tuning = questionsOf('development', language).filter((question) => question.kind === kind);
    expect(tuning.length).toBeGreaterThanOrEqual(10);
  });
});

test('no two questions share an id or a wording', () => {
  const all = [...scored, ...development];

  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  expect(new Set(all.map(({ question }) => folded(question))).size).toBe(all.length);
});

test('tuning never sees a scored fact', () => {
  const facts = new Set(scored.flatMap(factAndPage));

  expect(development.flatMap(factAndPage).filter((fact) => facts.has(fact))).toEqual([]);
});

test.each(languages)('no off-topic question in %s is one that calibrates the bot', (language) => {
  const file = join(root, `apps/scraping-agent/scraping_agent/off_topic/${language}.txt`);
  const calibrating = new Set(readFileSync(file, 'utf8').split('\n').filter(Boolean).map(folded));
  const asked = [...scored, ...development].filter(({ id }) => id.startsWith(`${language}-`));

  expect(calibrating.size).toBe(200);
  expect(asked.filter(({ question }) => calibrating.has(folded(question)))).toEqual([]);
});

test.each(answerable.map((question) => [question.id, question] as const))(
  '%s is answered by its page',
  (_, question) => {
    const { fact = '', page = '' } = question;

    expect(fact).not.toBe('');
    expect(existsSync(join(root, page))).toBe(true);
    expect(folded(readFileSync(join(root, page), 'utf8'))).toContain(folded(fact));
  },
);

test('French questions are answered by French pages', () => {
  const french = answerable.filter(({ id }) => id.startsWith('fr-'));

  expect(french.filter(({ page }) => !page?.startsWith('docs/fr/'))).toEqual([]);
});

test('only answerable questions name a fact', () => {
  const others = [...scored, ...development].filter(({ kind }) => kind !== 'answerable');

  expect(others.filter(({ fact, also, page }) => fact ?? also ?? page)).toEqual([]);
});

function questionsOf(folder: 'questions' | 'development', language: string): readonly Question[] {
  const file = join(__dirname, folder, `${language}.json`);
  return JSON.parse(readFileSync(file, 'utf8')) as readonly Question[];
}

/** White space and case do not count: French typography puts no-break spaces into numbers. */
function folded(text: string): string {
  return text.replace(/\s+/gu, '').toLowerCase();
}

function factAndPage({ fact, page }: Question): readonly string[] {
  return fact === undefined ? [] : [`${page}: ${folded(fact)}`];
}
