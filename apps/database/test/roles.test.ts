import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connection } from '@perchoir/service/database';
import { asRole, asSuperuser, connected, peerOf, server } from './server';

const ROLES = ['migrator', 'realtime', 'realtime_reader', 'scraper', 'publisher', 'dashboards', 'monitor'];

/** Who may do what: S select, I insert, U update, D delete, s select of some columns. What is not here is refused. */
const TABLES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'conversation.answer_leases': { realtime: 'SIUD', dashboards: 'S' },
  'conversation.conversations': { realtime: 'SIU', dashboards: 's' },
  'conversation.entries': { realtime: 'SIU', dashboards: 's' },
  'conversation.followers': { realtime: 'SIUD' },
  'jobs.jobs': { publisher: 'S', scraper: 'S', dashboards: 's' },
  'knowledge.calibration': { scraper: 'SIUD', realtime_reader: 'S', dashboards: 'S' },
  'knowledge.chunks': { scraper: 'SIUD', realtime_reader: 'S', dashboards: 's' },
  'knowledge.corpora': { scraper: 'SIUD', realtime_reader: 'S', dashboards: 'S' },
  'knowledge.pages': { scraper: 'SIUD', realtime_reader: 'S', dashboards: 'S' },
  'knowledge.sources': { scraper: 'SIUD', realtime_reader: 'S', dashboards: 'S' },
  'knowledge.word_frequencies': { scraper: 'SIUD', realtime_reader: 'S' },
  'migrations.applied': Object.fromEntries(ROLES.map((role) => [role, 'S'])),
  'published.bots': { publisher: 'SIUD', realtime: 'S', scraper: 's', dashboards: 'S' },
};

const FUNCTIONS: Readonly<Record<string, readonly string[]>> = {
  'jobs.complete': ['scraper'],
  'jobs.depth': ['dashboards', 'scraper'],
  'jobs.enqueue': ['publisher'],
  'jobs.fail': ['scraper'],
  'jobs.lease': ['scraper'],
  'jobs.renew': ['scraper'],
  'knowledge.asking_bot': ['realtime_reader'],
  'knowledge.configuration': ['realtime_reader', 'scraper'],
  'knowledge.evidence': ['realtime_reader', 'scraper'],
  'knowledge.is_asking_word': ['realtime_reader', 'scraper'],
  'knowledge.lexemes': ['realtime_reader', 'scraper'],
  'knowledge.question_words': ['realtime_reader', 'scraper'],
  'knowledge.refresh_statistics': ['scraper'],
  'migrations.version': [...ROLES].sort(),
  'published.keep_newest': [],
};

/** A privilege on a table counts only for those who may enter its schema. */
const TABLE_PRIVILEGES = `
  SELECT n.nspname || '.' || c.relname AS table, r AS role,
         CASE WHEN has_table_privilege(r, c.oid, 'SELECT') THEN 'S' WHEN has_any_column_privilege(r, c.oid, 'SELECT') THEN 's' ELSE '' END
         || CASE WHEN has_any_column_privilege(r, c.oid, 'INSERT') THEN 'I' ELSE '' END
         || CASE WHEN has_any_column_privilege(r, c.oid, 'UPDATE') THEN 'U' ELSE '' END
         || CASE WHEN has_table_privilege(r, c.oid, 'DELETE') THEN 'D' ELSE '' END
         || CASE WHEN has_table_privilege(r, c.oid, 'TRUNCATE, REFERENCES, TRIGGER, MAINTAIN') THEN '!' ELSE '' END AS rights
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace CROSS JOIN unnest($1::text[]) AS r
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S') AND n.nspname !~ '^pg_|^information_schema$' AND has_schema_privilege(r, n.oid, 'USAGE')`;

const FUNCTION_PRIVILEGES = `
  SELECT n.nspname || '.' || p.proname AS function, coalesce(array_agg(r ORDER BY r) FILTER (WHERE allowed), '{}') AS roles
  FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace CROSS JOIN unnest($1::text[]) AS r
  CROSS JOIN LATERAL (SELECT has_function_privilege(r, p.oid, 'EXECUTE') AND has_schema_privilege(r, n.oid, 'USAGE') AS allowed) a
  WHERE n.nspname !~ '^pg_|^information_schema$|^public$' GROUP BY 1`;

describe('rights', () => {
  test('each role has exactly the rights on tables that the table of owners gives it', async () => {
    const { rows } = await asSuperuser((client) => client.query(TABLE_PRIVILEGES, [ROLES]));
    const found: Record<string, Record<string, string>> = {};
    for (const { table, role, rights } of rows) if (rights) (found[table] ??= {})[role] = rights;
    expect(found).toEqual(TABLES);
  });

  test('each role may call exactly its functions', async () => {
    const { rows } = await asSuperuser((client) => client.query(FUNCTION_PRIVILEGES, [ROLES]));
    expect(Object.fromEntries(rows.map((row) => [row.function, row.roles]))).toEqual(FUNCTIONS);
  });

  test.each([
    ['realtime', 'DELETE FROM conversation.entries'],
    ['realtime', 'SELECT FROM knowledge.chunks'],
    ['realtime', "UPDATE published.bots SET key = 'other'"],
    ['realtime_reader', 'SELECT FROM conversation.entries'],
    ['scraper', 'SELECT FROM conversation.entries'],
    ['scraper', "UPDATE jobs.jobs SET state = 'done'"],
    ['publisher', 'INSERT INTO jobs.jobs DEFAULT VALUES'],
    ['dashboards', 'SELECT text FROM conversation.entries'],
    ['dashboards', 'SELECT visitor FROM conversation.conversations'],
    ['dashboards', 'SELECT text FROM knowledge.chunks'],
    ['monitor', 'SELECT FROM published.bots'],
    ['migrator', 'SELECT FROM published.bots'],
  ])('%s is refused: %s', async (role, statement) => {
    await expect(asRole(role, (client) => client.query(statement))).rejects.toThrow(/permission denied/);
  });

  test.each(['realtime_reader', 'dashboards', 'monitor'])('%s cannot even make a temporary table', async (role) => {
    await expect(asRole(role, (client) => client.query('CREATE TEMP TABLE t ()'))).rejects.toThrow(
      /read-only|permission/,
    );
  });

  test.each(ROLES)('%s creates nothing in the schema of the extensions', async (role) => {
    const creation = asRole(role, async (client) => {
      await client.query('SET default_transaction_read_only = off');
      await client.query('CREATE TABLE public.t ()');
    });
    await expect(creation).rejects.toThrow(/permission denied/);
  });

  test('the migrator acts as owner only when it says so', async () => {
    const names = await asRole('migrator', async (client) => {
      const before = await client.query('SELECT current_user');
      await client.query('SET ROLE owner');
      return [before.rows[0].current_user, (await client.query('SELECT current_user')).rows[0].current_user];
    });
    expect(names).toEqual(['migrator', 'owner']);
  });

  test('monitor reads the statistics of every session', async () => {
    const { rows } = await asRole('monitor', (client) =>
      client.query("SELECT pg_has_role('pg_monitor', 'member') AS reads"),
    );
    expect(rows[0].reads).toBe(true);
  });
});

describe('logins', () => {
  test.each(ROLES)('%s logs in with its certificate over TLS', async (role) => {
    const { rows } = await asRole(role, (client) =>
      client.query('SELECT current_user, ssl, client_dn FROM pg_stat_ssl WHERE pid = pg_backend_pid()'),
    );
    expect(rows).toEqual([{ current_user: role, ssl: true, client_dn: `/CN=${role}` }]);
  });

  test('a connection without TLS is refused', async () => {
    const { ssl: _, ...plain } = connection(peerOf('realtime'));
    await expect(connected(plain, (client) => client.query('SELECT 1'))).rejects.toThrow(
      /rejects connection.*no encryption/,
    );
  });

  test('a login without a certificate is refused', async () => {
    const { ssl, ...rest } = connection(peerOf('realtime'));
    const config = { ...rest, ssl: { ca: ssl.ca, servername: ssl.servername } };
    await expect(connected(config, (client) => client.query('SELECT 1'))).rejects.toThrow(/certificate/);
  });

  test('the certificate of one role does not open another', async () => {
    const config = { ...connection(peerOf('realtime')), user: 'scraper' };
    await expect(connected(config, (client) => client.query('SELECT 1'))).rejects.toThrow(
      /certificate authentication failed/,
    );
  });

  test.each([...ROLES, 'owner', 'postgres'])('the certificate of a tier does not open %s', async (role) => {
    const { certs } = server();
    const workload = { certFile: `${certs}/tier-realtime.crt`, keyFile: `${certs}/tier-realtime.key` };
    const config = { ...connection({ ...peerOf('realtime'), ...workload }), user: role };
    await expect(connected(config, (client) => client.query('SELECT 1'))).rejects.toThrow(
      /certificate authentication failed|rejects connection/,
    );
  });

  test('the superuser has no way in over the network', async () => {
    const config = { ...connection(peerOf('realtime')), user: 'postgres' };
    await expect(connected(config, (client) => client.query('SELECT 1'))).rejects.toThrow(/rejects connection/);
  });

  test('the owner of the schemas cannot log in', async () => {
    const config = { ...connection(peerOf('migrator')), user: 'owner' };
    await expect(connected(config, (client) => client.query('SELECT 1'))).rejects.toThrow();
  });

  test('a service cannot enter the maintenance database', async () => {
    const config = { ...connection(peerOf('realtime')), database: 'postgres' };
    await expect(connected(config, (client) => client.query('SELECT 1'))).rejects.toThrow(
      /permission denied for database/,
    );
  });
});

test('the bootstrap run again changes nothing', async () => {
  const sql = await readFile(join(__dirname, '../bootstrap.sql'), 'utf8');
  const state = `SELECT md5(string_agg(rolname || rolcanlogin || rolreplication || coalesce(rolconfig::text, ''), ',' ORDER BY rolname)) FROM pg_roles`;
  const read = () => asSuperuser(async (client) => (await client.query(state)).rows);
  const before = await read();
  await asSuperuser((client) => client.query(sql));
  expect(await read()).toEqual(before);
});
