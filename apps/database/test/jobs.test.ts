import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createLog } from '@perchoir/service/log';
import { readMigrations } from '../src/migrations/migration';
import { applyMigrations } from '../src/migrations/runner';
import { asOwner } from '../src/owner-session';
import { asRole, asSuperuser, createDatabase, dropDatabase, peerOf } from './server';

/** A queue of its own: any other test's worker would take these jobs. */
let database: string;

beforeAll(async () => {
  database = await createDatabase();
  const migrations = await readMigrations(join(__dirname, '../migrations'));
  const log = createLog({ service: 'database', level: 'silent' });
  await asOwner(peerOf('migrator', database), (client) => applyMigrations(client, migrations, log));
});

afterAll(() => dropDatabase(database));

beforeEach(() => asSuperuser((client) => client.query('DELETE FROM jobs.jobs'), database));

async function ask<T>(role: string, statement: string, values: readonly unknown[]): Promise<T | undefined> {
  const { rows } = await asRole(role, (client) => client.query(statement, [...values]), database);
  return rows[0];
}

async function enqueue(id = randomUUID()): Promise<boolean | undefined> {
  const statement = "SELECT jobs.enqueue($1, $2, 'crawl', $3) AS added";
  return (await ask<{ added: boolean }>('publisher', statement, [id, randomUUID(), { url: 'https://a.example' }]))
    ?.added;
}

function lease(holder: string): Promise<{ id: string; attempt: number } | undefined> {
  return ask('scraper', 'SELECT * FROM jobs.lease($1, 60)', [holder]);
}

async function call(name: string, ...values: readonly unknown[]): Promise<boolean | undefined> {
  const places = values.map((_, index) => `$${index + 1}`).join(', ');
  return (await ask<{ done: boolean }>('scraper', `SELECT jobs.${name}(${places}) AS done`, values))?.done;
}

async function state(id: string): Promise<string | undefined> {
  return (await ask<{ state: string }>('scraper', 'SELECT state FROM jobs.jobs WHERE id = $1', [id]))?.state;
}

/** Lets every lease of the table run out now. */
function expire(): Promise<unknown> {
  const statement = "UPDATE jobs.jobs SET lease_expires_at = now() - interval '1s'";
  return asSuperuser((client) => client.query(statement), database);
}

test('a job delivered twice is one job', async () => {
  const id = randomUUID();
  expect([await enqueue(id), await enqueue(id)]).toEqual([true, false]);
});

test('each of two workers that ask at once gets a job of its own', async () => {
  await enqueue();
  await enqueue();
  const [first, second] = await Promise.all([lease('one'), lease('two')]);
  expect(first?.id).not.toBe(second?.id);
  expect(await lease('three')).toBeUndefined();
});

test('a job whose holder is lost goes to the next, and the lost one can no longer end it', async () => {
  const id = randomUUID();
  await enqueue(id);
  await lease('lost');
  await expire();
  expect(await lease('next')).toMatchObject({ id, attempt: 2 });
  expect(await call('renew', id, 'lost', 60)).toBe(false);
  expect(await call('complete', id, 'lost')).toBe(false);
  expect(await call('complete', id, 'next')).toBe(true);
  expect(await state(id)).toBe('done');
});

test('a failed job waits, is tried again, and fails for good after five attempts', async () => {
  const id = randomUUID();
  await enqueue(id);
  for (let attempt = 1; attempt <= 5; attempt++) {
    expect(await lease('worker')).toMatchObject({ id, attempt });
    expect(await call('fail', id, 'worker', 'no answer', 0)).toBe(true);
  }
  expect(await lease('worker')).toBeUndefined();
  expect(await state(id)).toBe('failed');
});

test('a job given back for later is not leased before', async () => {
  const id = randomUUID();
  await enqueue(id);
  await lease('worker');
  await call('fail', id, 'worker', 'busy', 3_600);
  expect(await lease('worker')).toBeUndefined();
});

test('a job whose holders were all lost fails for good', async () => {
  const id = randomUUID();
  await enqueue(id);
  for (let attempt = 1; attempt <= 5; attempt++) {
    expect(await lease('lost')).toMatchObject({ attempt });
    await expire();
  }
  expect(await lease('next')).toBeUndefined();
  expect(await state(id)).toBe('failed');
});

test('the depth counts what waits and what runs', async () => {
  await enqueue();
  await enqueue();
  const running = await lease('worker');
  const depth = async () => (await ask<{ depth: string }>('scraper', 'SELECT jobs.depth() AS depth', []))?.depth;
  expect(await depth()).toBe('2');
  await call('complete', running?.id, 'worker');
  expect(await depth()).toBe('1');
});
