import type { ClientBase } from 'pg';

/** The bot that a fresh platform shows. Its id is fixed, so that pages and tests can name it. */
export const DEMO_BOT = {
  id: '01900000-0000-7000-8000-0000000000d0',
  key: 'demo',
  version: 1,
  configuration: {
    name: 'Kiwi',
    greeting: {
      en: 'Hello! Ask me anything about perchoir.',
      fr: 'Bonjour ! Posez-moi vos questions sur perchoir.',
    },
    colours: { primary: '#1f6f54', background: '#ffffff', text: '#1b1f1d' },
    languages: ['en', 'fr'],
    origins: ['*'],
    grounding: 'strict',
  },
} as const;

/**
 * Publishes the demo bot, or its newer version; an equal or newer one stays as it is.
 * @returns whether anything changed.
 */
export async function seedDemoBot(client: ClientBase): Promise<boolean> {
  const { id, key, version, configuration } = DEMO_BOT;
  const { rowCount } = await client.query(
    `INSERT INTO published.bots AS b (id, key, version, configuration) VALUES ($1, $2, $3, $4)
     ON CONFLICT (id) DO UPDATE
     SET key = excluded.key, version = excluded.version, configuration = excluded.configuration, published_at = now()
     WHERE b.version < excluded.version`,
    [id, key, version, JSON.stringify(configuration)],
  );
  return rowCount === 1;
}
