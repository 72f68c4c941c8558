import { randomUUID } from 'node:crypto';
import { asRole } from './server';

const configuration = { name: 'A', greeting: {}, colours: {}, languages: ['en'], origins: ['*'], grounding: 'strict' };

/** Delivers versions of one bot in this order, as the relay does. @returns the version that stands in the end */
function deliver(...versions: readonly number[]): Promise<number> {
  return asRole('publisher', async (client) => {
    const id = randomUUID();
    const statement = `INSERT INTO published.bots (id, key, version, configuration) VALUES ($1, $2, $3, $4)
      ON CONFLICT (id) DO UPDATE SET version = excluded.version, configuration = excluded.configuration`;
    for (const version of versions) await client.query(statement, [id, id, version, JSON.stringify(configuration)]);
    return (await client.query('SELECT version FROM published.bots WHERE id = $1', [id])).rows[0].version;
  });
}

test('a newer version replaces an older one', async () => {
  expect(await deliver(1, 2)).toBe(2);
});

test('an older version that arrives late, or any version twice, changes nothing', async () => {
  expect(await deliver(1, 3, 2, 3, 1)).toBe(3);
});

test.each([
  ['without a name', { ...configuration, name: undefined }],
  ['with an unknown grounding', { ...configuration, grounding: 'some' }],
  ['whose languages are no list', { ...configuration, languages: 'en' }],
])('a configuration %s cannot be published', async (_, wrong) => {
  const publishing = asRole('publisher', (client) =>
    client.query("INSERT INTO published.bots (id, key, version, configuration) VALUES ($1, 'wrong', 1, $2)", [
      randomUUID(),
      JSON.stringify(wrong),
    ]),
  );
  await expect(publishing).rejects.toThrow(/violates check constraint/);
});
