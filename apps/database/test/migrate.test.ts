import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createLog } from '@perchoir/service/log';
import { commands } from '../src/commands';
import { readMigrations } from '../src/migrations/migration';
import { applyMigrations } from '../src/migrations/runner';
import { asOwner } from '../src/owner-session';
import { asRole, asSuperuser, peerOf, withFreshDatabase } from './server';

const MIGRATIONS = join(__dirname, '../migrations');
const log = createLog({ service: 'database', level: 'silent' });

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'migrations-'));
});

afterEach(() => rm(folder, { recursive: true }));

async function migrate(database: string, from = folder): Promise<readonly number[]> {
  const migrations = await readMigrations(from);
  return asOwner(peerOf('migrator', database), (client) => applyMigrations(client, migrations, log));
}

function write(file: string, sql: string): Promise<void> {
  return writeFile(join(folder, file), sql);
}

test('a fresh database gets every migration, and a second run none', async () => {
  const versions = (await readdir(MIGRATIONS)).map((_, index) => index + 1);
  await withFreshDatabase(async (name) => {
    expect(await migrate(name, MIGRATIONS)).toEqual(versions);
    expect(await migrate(name, MIGRATIONS)).toEqual([]);
  });
});

test('migrations can arrive one by one, each with a release of its own', async () => {
  await withFreshDatabase(async (name) => {
    for (const file of (await readdir(MIGRATIONS)).sort()) {
      await cp(join(MIGRATIONS, file), join(folder, file));
      expect(await migrate(name)).toEqual([Number(file.slice(0, 4))]);
    }
  });
});

test('two runners at once apply each migration once', async () => {
  await write('0001_slow.sql', 'SELECT pg_sleep(0.3); CREATE TABLE public.once (); ');
  await write('0002_next.sql', 'CREATE TABLE public.twice ();');
  await withFreshDatabase(async (name) => {
    const both = await Promise.all([migrate(name), migrate(name)]);
    expect(both.flat().sort()).toEqual([1, 2]);
  });
});

test('a migration that was edited after it was applied is refused', async () => {
  await write('0001_first.sql', 'CREATE TABLE public.first ();');
  await withFreshDatabase(async (name) => {
    await migrate(name);
    await write('0001_first.sql', 'CREATE TABLE public.first (added int);');
    await expect(migrate(name)).rejects.toThrow(/migration 1 \(first\) was edited after it was applied.*new migration/);
  });
});

test('a migration that fails is undone whole, named with its line, and those before it stay', async () => {
  await write('0001_good.sql', 'CREATE TABLE public.good ();');
  await write('0002_bad.sql', 'CREATE TABLE public.half ();\nSELECT nothing_like_it();');
  await withFreshDatabase(async (name) => {
    await expect(migrate(name)).rejects.toThrow(
      /migration 2 \(bad\) failed at line 2 and was undone: .*nothing_like_it/,
    );
    const { rows } = await asSuperuser(
      (client) => client.query("SELECT to_regclass('public.good') AS good, to_regclass('public.half') AS half"),
      name,
    );
    expect(rows).toEqual([{ good: 'good', half: null }]);
  });
});

test('a migration that cannot have its table gives up within seconds', async () => {
  await write('0001_table.sql', 'CREATE TABLE public.busy ();');
  await withFreshDatabase(async (name) => {
    await migrate(name);
    await write('0002_change.sql', 'ALTER TABLE public.busy ADD added int;');
    await asSuperuser(async (client) => {
      await client.query('BEGIN; LOCK TABLE public.busy');
      await expect(migrate(name)).rejects.toThrow(/lock timeout/);
    }, name);
  });
});

test('an image older than the database finds nothing to do', async () => {
  await write('0001_first.sql', 'CREATE TABLE public.first ();');
  await write('0002_second.sql', 'CREATE TABLE public.second ();');
  await withFreshDatabase(async (name) => {
    await migrate(name);
    await rm(join(folder, '0002_second.sql'));
    expect(await migrate(name)).toEqual([]);
  });
});

test.each([
  [['0001_a.sql', '0003_c.sql'], /c has number 3 where 2 is due/],
  [['0001_a.sql', '0001_b.sql'], /b has number 1 where 2 is due/],
  [['first.sql'], /first.sql is no migration's name/],
])('files %j are refused before the database is asked', async (files, message) => {
  await Promise.all(files.map((file) => write(file, 'SELECT 1;')));
  await expect(readMigrations(folder)).rejects.toThrow(message);
});

test('every role can ask for the version', async () => {
  const versions = ['realtime', 'realtime_reader', 'scraper', 'publisher', 'dashboards', 'monitor'].map((role) =>
    asRole(role, async (client) => (await client.query('SELECT migrations.version() AS version')).rows[0].version),
  );
  const newest = (await readMigrations(MIGRATIONS)).length;
  expect(new Set(await Promise.all(versions))).toEqual(new Set([newest]));
});

describe('commands', () => {
  const run = promisify(execFile);
  const program = join(__dirname, '../build/main.js');

  test('--help names each command', async () => {
    const { stdout } = await run(process.execPath, [program, '--help']);
    expect(stdout).toMatch(/migrate[^]*seed[^]*status/);
  });

  test('a missing variable ends the start with one line that names it', async () => {
    const failure = run(process.execPath, [program, 'migrate'], { env: {} });
    await expect(failure).rejects.toMatchObject({
      code: 78,
      stderr: expect.stringMatching(/^MIGRATE_DATABASE_URL is missing: [^\n]*\n$/),
    });
  });

  test('an unreachable database ends it with one line and status 1', async () => {
    const { caFile, certFile, keyFile } = peerOf('migrator');
    const env = {
      MIGRATE_DATABASE_URL: 'postgres://migrator@127.0.0.1:1/perchoir',
      MIGRATE_DATABASE_CA_FILE: caFile,
      MIGRATE_DATABASE_CERT_FILE: certFile,
      MIGRATE_DATABASE_KEY_FILE: keyFile,
    };
    const failure = run(process.execPath, [program, 'migrate'], { env });
    await expect(failure).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^[^\n]*ECONNREFUSED[^\n]*\n$/),
    });
  });

  test('status lists what is missing, and says so with its exit status', async () => {
    await cp(MIGRATIONS, folder, { recursive: true });
    await withFreshDatabase(async (name) => {
      const config = { peer: peerOf('migrator', name), isDemo: false, logLevel: 'silent' } as const;
      const status = async () => {
        let printed = '';
        const context = { config, migrations: folder, print: (text: string) => void (printed += text) };
        return [await commands['status']?.run(context), printed] as const;
      };
      const [before, missing] = await status();
      await commands['migrate']?.run({ config, migrations: folder, print: () => undefined });
      const [after, applied] = await status();
      expect([before, after]).toEqual([1, 0]);
      expect(missing).toContain('0001  missing  published\n');
      expect(applied).toContain('0001  applied  published\n');
    });
  });

  test('migrate publishes the demo bot where asked, once', async () => {
    await withFreshDatabase(async (name) => {
      const config = { peer: peerOf('migrator', name), isDemo: true, logLevel: 'silent' } as const;
      const context = { config, migrations: MIGRATIONS, print: () => undefined };
      const bots = () =>
        asSuperuser((client) => client.query('SELECT key, version, published_at FROM published.bots'), name);
      await commands['migrate']?.run(context);
      const first = (await bots()).rows;
      await commands['migrate']?.run(context);
      await commands['seed']?.run(context);
      expect(first).toMatchObject([{ key: 'demo', version: 1 }]);
      expect((await bots()).rows).toEqual(first);
    });
  });
});
