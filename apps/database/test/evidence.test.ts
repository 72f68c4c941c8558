import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { evidence, ingest, type Evidence, type Passage, type Question } from './corpus';
import { asRole } from './server';

const english: readonly Passage[] = [
  { language: 'en', degrees: 30, text: 'A replica serves five clients at once; the sixth is refused.' },
  { language: 'en', degrees: 50, text: 'A backup of the database is made every night, and its restore is tried.' },
  { language: 'en', degrees: 70, text: 'Visitors talk to the bot in a web page.' },
  { language: 'en', degrees: 80, text: 'The database keeps every message of the visitors.' },
];
const french: readonly Passage[] = [
  { language: 'fr', degrees: 30, text: 'L’hôtel est fermé en été ; la réception ouvre à huit heures.' },
  { language: 'fr', degrees: 50, text: 'Une sauvegarde est faite chaque nuit.' },
  { language: 'fr', degrees: 60, text: 'Les visiteurs parlent au robot.' },
];

/** Asks a bot of the scraper's that knows these passages. */
function ask(passages: readonly Passage[], question: Omit<Question, 'bot'>): Promise<readonly Evidence[]> {
  return asRole('scraper', async (client) => {
    const bot = randomUUID();
    await ingest(client, bot, passages);
    return evidence(client, { ...question, bot });
  });
}

function shareOf(rows: readonly Evidence[], words: string): number {
  return rows.find(({ text }) => text.includes(words))?.share ?? NaN;
}

test('the passage that is near in meaning and has the words comes first, with full evidence', async () => {
  const [best] = await ask(english, { text: 'How many clients does a replica serve?' });
  expect(best?.text).toContain('five clients');
  expect(best?.cosine).toBeCloseTo(Math.cos(Math.PI / 6), 2);
  expect(best?.share).toBe(1);
  expect(best?.rank).toBe(1);
});

test('a question made of the passage’s words has the share 1, another passage the share 0', async () => {
  const rows = await ask(english, { text: 'replicas serving clients' });
  expect(shareOf(rows, 'five clients')).toBe(1);
  expect(shareOf(rows, 'web page')).toBe(0);
});

test('a rare word weighs more than a frequent one', async () => {
  const rows = await ask(english, { text: 'visitors backup' });
  expect(shareOf(rows, 'every night')).toBeGreaterThan(0.5);
  expect(shareOf(rows, 'web page')).toBeLessThan(0.5);
  expect(shareOf(rows, 'every night') + shareOf(rows, 'web page')).toBeCloseTo(1);
});

test('a word that no passage has counts against all of them, most of all words', async () => {
  const rows = await ask(english, { text: 'backup zeppelin' });
  expect(shareOf(rows, 'every night')).toBeLessThan(0.5);
});

test('stop words say nothing: a question of nothing else has the share 0', async () => {
  const rows = await ask(english, { text: 'what is it that they do to the' });
  expect(rows).toHaveLength(english.length);
  expect(new Set(rows.map(({ share }) => share))).toEqual(new Set([0]));
});

test.each([
  ['with accents and a curly apostrophe', 'L’hôtel ouvre-t-il en été ?'],
  ['with a straight apostrophe', "L'hôtel ouvre-t-il en été ?"],
  ['without any accent', "La reception de l'hotel ouvre a quelle heure ?"],
])('French is found %s', async (_, text) => {
  const rows = await ask(french, { text, language: 'fr' });
  expect(rows[0]?.text).toContain('hôtel');
  expect(rows[0]?.share).toBeGreaterThan(0.5);
});

test.each([
  ['en', 'Please tell me how much and how many?'],
  ['fr', 'Combien, comment, pourquoi, où, quand, à quelle ?'],
])('words that only ask say nothing (%s)', async (language, text) => {
  const rows = await ask([...english, ...french], { text, language });
  expect(new Set(rows.map(({ share }) => share))).toEqual(new Set([0]));
});

test('accented stop words of French say nothing', async () => {
  const rows = await ask(french, { text: 'à où été même la réception', language: 'fr' });
  expect(shareOf(rows, 'réception')).toBe(1);
});

test('an English question finds a French passage by meaning, and shares only names and numbers with it', async () => {
  const passages: readonly Passage[] = [
    { language: 'fr', degrees: 10, text: 'PostgreSQL écoute sur le port 5432.' },
    { language: 'en', degrees: 80, text: 'Visitors talk to the bot in a web page.' },
  ];
  const [best] = await ask(passages, { text: 'Which port has PostgreSQL, 5432?' });
  expect(best).toMatchObject({ language: 'fr', rank: 1 });
  expect(best?.share).toBe(1);
});

test('words of a heading count', async () => {
  const passages: readonly Passage[] = [
    { language: 'en', degrees: 40, heading: 'Opening hours', text: 'Nine to five.' },
    { language: 'en', degrees: 40, text: 'The museum has three floors.' },
  ];
  expect(shareOf(await ask(passages, { text: 'opening hours' }), 'Nine to five')).toBe(1);
});

test('a passage that is far in meaning is still found by its words', async () => {
  const noise = Array.from({ length: 60 }, (_, index): Passage => ({
    language: 'en',
    degrees: index / 2,
    text: `Filler ${index}.`,
  }));
  const passages = [...noise, { language: 'en', degrees: 90, text: 'The keyword is albatross.' }];
  const rows = await ask(passages, { text: 'albatross' });
  expect(shareOf(rows, 'albatross')).toBe(1);
});

describe('among 300 nearer passages of another bot', () => {
  /** Passages one tenth of a degree apart. */
  const passages = (count: number, from: number) =>
    Array.from({ length: count }, (_, index): Passage => ({
      language: 'en',
      degrees: from + index / 10,
      text: 'Near.',
    }));

  /** Tables of tests are small: without this the planner reads them whole and the vector index is never asked. */
  const preferIndex = 'SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_sort = off';

  test('every passage of a small bot is found', async () => {
    const rows = await asRole('scraper', async (client) => {
      const small = randomUUID();
      await ingest(client, randomUUID(), passages(300, 0));
      await ingest(client, small, [{ language: 'en', degrees: 80, text: 'Far, but the only one.' }]);
      await client.query(preferIndex);
      return evidence(client, { bot: small, text: 'nothing in common' });
    });
    expect(rows.map(({ text }) => text)).toEqual(['Far, but the only one.']);
  });

  test('a bot too large to compare every passage is asked through the index until enough are found', async () => {
    const rows = await asRole('scraper', async (client) => {
      const large = randomUUID();
      await ingest(client, randomUUID(), passages(300, 0));
      await ingest(client, large, passages(60, 30));
      await client.query('UPDATE knowledge.corpora SET chunks = 1000000 WHERE bot = $1', [large]);
      await client.query(preferIndex);
      return evidence(client, { bot: large, text: 'nothing in common' });
    });
    expect(rows).toHaveLength(5);
  });
});

test('it returns as many passages as asked, ranked from 1, best first', async () => {
  const rows = await ask(english, { text: 'database', passages: 2 });
  expect(rows.map(({ rank }) => rank)).toEqual([1, 2]);
  expect(rows[0]?.fused).toBeGreaterThanOrEqual(rows[1]?.fused ?? 1);
});

test('a bot without passages has no evidence', async () => {
  expect(await ask([], { text: 'anything' })).toEqual([]);
});

test.each([
  ['is empty', ''],
  ['has no word', '???'],
  ['looks like SQL', "'; DROP TABLE knowledge.chunks; --"],
  ['looks like a text search', "it's a \\ 'quote' & | ! <-> :*"],
  ['is longer than what is read of it', 'é'.repeat(5_000)],
])('a question that %s is only text', async (_, text) => {
  expect(await ask(english, { text })).toHaveLength(english.length);
});

test('whatever is asked, evidence has shares from 0 to 1 and ranks from 1 without gaps', async () => {
  // PostgreSQL's text cannot hold the character NUL; realtime refuses it.
  const mark = fc.constantFrom(...`\\'"<>&|!():*-/@.%’é 5e`, 'replica', 'backup ', 'https://a.example/b\\c', "l'été");
  const questions = fc
    .array(fc.oneof(mark, fc.string({ unit: 'grapheme' })), { maxLength: 12 })
    .map((parts) => parts.join('').replaceAll('\0', ''));
  await asRole('scraper', async (client) => {
    const bot = randomUUID();
    await ingest(client, bot, [...english, ...french]);
    const property = fc.asyncProperty(questions, fc.constantFrom('en', 'fr', 'de'), async (text, language) => {
      const rows = await evidence(client, { bot, text, language, passages: 7 });
      expect(rows.map(({ rank }) => rank)).toEqual([1, 2, 3, 4, 5, 6, 7]);
      for (const { share } of rows) expect(share >= 0 && share <= 1).toBe(true);
    });
    await fc.assert(property, { numRuns: 100 });
  });
});

test('a question of another model is refused, naming both', async () => {
  const asking = ask(english, { text: 'database', model: 'other-model' });
  await expect(asking).rejects.toThrow(/embedded with other-model, .* with test-model/);
});

test('passages of two models are refused, whichever of them the question has', async () => {
  const mixed = [...english, { language: 'en', degrees: 10, text: 'New.', model: 'z-model' } as const];
  await expect(ask(mixed, { text: 'database' })).rejects.toThrow(/with test-model, .* with z-model/);
  await expect(ask(mixed, { text: 'database', model: 'z-model' })).rejects.toThrow(/with z-model, .* with test-model/);
});

test('words are counted anew when passages have gone', async () => {
  const counts = await asRole('scraper', async (client) => {
    const bot = randomUUID();
    await ingest(client, bot, english);
    await client.query(
      "DELETE FROM knowledge.pages p USING knowledge.chunks c WHERE c.page = p.id AND c.bot = $1 AND c.text LIKE '%message%'",
      [bot],
    );
    await client.query('SELECT knowledge.refresh_statistics($1)', [bot]);
    const statement =
      "SELECT c.chunks, f.chunks AS frequency FROM knowledge.corpora c JOIN knowledge.word_frequencies f USING (bot, language) WHERE bot = $1 AND word = 'databas'";
    return (await client.query(statement, [bot])).rows;
  });
  expect(counts).toEqual([{ chunks: 3, frequency: 1 }]);
});
