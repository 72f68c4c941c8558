import { randomUUID } from 'node:crypto';
import { asRole, asSuperuser } from './server';

beforeEach(() => asSuperuser((client) => client.query('DELETE FROM jobs.jobs')));

async function enqueue(id = randomUUID()): Promise<boolean> {
  const statement = "SELECT jobs.enqueue($1, $2, 'crawl', $3) AS added";
  const { rows } = await asRole('publisher', (client) =>
    client.query(statement, [id, randomUUID(), { url: 'https://a.example' }]),
  );
  return rows[0].added;
}

async function lease(holder: string, seconds = 60): Promise<{ id: string; attempt: number } | undefined> {
  const { rows } = await asRole('scraper', (client) =>
    client.query('SELECT * FROM jobs.lease($1, $2)', [holder, seconds]),
  );
  return rows[0];
}

async function call(name: string, ...values: readonly unknown[]): Promise<boolean> {
  const places = values.map((_, index) => `$${index + 1}`).join(', ');
  const { rows } = await asRole('scraper', (client) =>
    client.query(`SELECT jobs.${name}(${places}) AS done`, [...values]),
  );
  return rows[0].done;
}

/** Lets every lease of the table run out now. */
function expire(): Promise<unknown> {
  return asSuperuser((client) => client.query("UPDATE jobs.jobs SET lease_expires_at = now() - interval '1s'"));
}

async function state(id: string): Promise<string> {
  const { rows } = await asRole('scraper', (client) => client.query('SELECT state FROM jobs.jobs WHERE id = $1', [id]));
  return rows[0].state;
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
  const depth = async () =>
    (await asRole('scraper', (client) => client.query('SELECT jobs.depth() AS depth'))).rows[0].depth;
  expect(await depth()).toBe('2');
  await call('complete', running?.id, 'worker');
  expect(await depth()).toBe('1');
});
