import { ChatStream } from './chat-stream';
import { LlmPair } from './llm-pair';

/** The small model answers this with hundreds of tokens. */
const STORY = 'Write a long story about a parrot that travels around the world.';

let pair: LlmPair;
beforeAll(async () => {
  pair = await LlmPair.start();
}, 180_000);
afterAll(async () => {
  expect(await pair.stop()).toEqual([0, 0]);
}, 30_000);
beforeEach(() => pair.idle());

test('of six simultaneous requests through the gateway five run, the sixth queues and then runs', async () => {
  const streams = ask(6, { text: STORY, maxTokens: 60 });
  await until(() => streams.filter(hasBegun).length === 5);
  const [busy, waiting] = await Promise.all([pair.busySlots(), pair.metric('gateway', 'llm_queue_depth')]);
  const queued = streams.filter(({ queuedAt }) => queuedAt !== undefined);
  await allEnded(streams);

  const firstEnd = Math.min(...streams.map(({ endedAt = Infinity }) => endedAt));
  expect({ busy, waiting, queued: queued.length }).toEqual({ busy: 5, waiting: 1, queued: 1 });
  expect(streams.every(({ isComplete }) => isComplete)).toBe(true);
  expect(queued[0]?.firstTokenAt).toBeGreaterThan(firstEnd);
  expect(await pair.refusalsOfGuard()).toBe(0);
  report('six at once', {
    'sixth waited ms': queued[0]?.queueMs,
    'all done after ms': Math.round(Math.max(...streams.map(({ endedAt = 0, askedAt }) => endedAt - askedAt))),
  });
});

test('the guard itself refuses the sixth with 429', async () => {
  const streams = ask(6, { text: STORY, maxTokens: 60, to: 'guard' });
  await until(() => streams.every(({ status }) => status !== undefined));

  expect(streams.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 429]);
  for (const stream of streams) stream.leave();
});

test('one who disconnects while waiting never reaches the engine', async () => {
  const before = await pair.requestsOfReplica();
  const running = ask(5, { text: STORY, maxTokens: 40 });
  await until(() => running.every(hasBegun));
  const [waiting] = ask(1, { text: STORY, maxTokens: 40 });
  await until(() => waiting?.queuedAt !== undefined);

  waiting?.leave();
  await allEnded(running);
  await pair.idle();

  expect(await pair.requestsOfReplica()).toBe(before + 5);
  expect(await pair.metric('gateway', 'llm_queue_depth')).toBe(0);
});

test('one who disconnects while being answered frees the slot for the one who waits', async () => {
  const running = ask(5, { text: STORY, maxTokens: 200 });
  await until(() => running.every(hasBegun));
  const [waiting] = ask(1, { text: STORY, maxTokens: 2 });
  await until(() => waiting?.queuedAt !== undefined);

  const leftAt = performance.now();
  running[2]?.leave();
  await waiting?.ended;
  const tookMs = Math.round((waiting?.firstTokenAt ?? Infinity) - leftAt);

  expect(waiting?.isComplete).toBe(true);
  expect(running.filter(({ isComplete }) => isComplete)).toHaveLength(0);
  report('slot of one who left', { 'next first token ms': tookMs });
  for (const stream of running) stream.leave();
});

test('two bots share a burst fairly, although one of them asks twice as much and first', async () => {
  const refusedBefore = await pair.refusalsOfGuard();
  const blockers = ask(5, { text: STORY, maxTokens: 60 });
  await until(() => blockers.every(hasBegun));
  const greedy = ask(20, { text: 'Say yes.', maxTokens: 3, bot: 'greedy' });
  await until(() => greedy.every(({ queuedAt }) => queuedAt !== undefined));
  const modest = ask(10, { text: 'Say yes.', maxTokens: 3, bot: 'modest' });
  await allEnded([...blockers, ...greedy, ...modest]);

  const grants = [...greedy.map(grantOf('greedy')), ...modest.map(grantOf('modest'))].sort((a, b) => a.at - b.at);
  const lastModest = grants.findLastIndex(({ bot }) => bot === 'modest');
  const lastGreedy = grants.findLastIndex(({ bot }) => bot === 'greedy');
  const contested = grants.slice(0, Math.min(lastModest, lastGreedy) + 1);
  const fairness = jain(['greedy', 'modest'].map((bot) => contested.filter((grant) => grant.bot === bot).length));

  expect([...greedy, ...modest].every(({ isComplete }) => isComplete)).toBe(true);
  expect(fairness).toBeGreaterThanOrEqual(0.95);
  report('two bots', {
    'Jain index': fairness.toFixed(3),
    grants: contested.map(({ bot }) => bot[0]).join(''),
    'refused by the guard': (await pair.refusalsOfGuard()) - refusedBefore,
    'burst served ms': Math.round((grants.at(-1)?.at ?? 0) - (grants[0]?.at ?? 0)),
  });
});

interface Asking {
  readonly text: string;
  readonly maxTokens: number;
  readonly bot?: string;
  /** @default 'gateway' */
  readonly to?: 'gateway' | 'guard';
}

/** Asks several times at once. */
function ask(count: number, { to = 'gateway', ...prompt }: Asking): ChatStream[] {
  return Array.from({ length: count }, () => new ChatStream(pair[to], prompt));
}

function hasBegun({ firstTokenAt }: ChatStream): boolean {
  return firstTokenAt !== undefined;
}

async function allEnded(streams: readonly ChatStream[]): Promise<void> {
  await Promise.all(streams.map(({ ended }) => ended));
}

/** When a request got its slot: the gateway counts the wait from the request's arrival. */
function grantOf(bot: string) {
  return ({ askedAt, queueMs = Infinity }: ChatStream) => ({ bot, at: askedAt + queueMs });
}

/** Jain's index of fairness: 1 when all shares are equal, 1/n when one has everything. */
function jain(shares: readonly number[]): number {
  const sum = shares.reduce((total, share) => total + share, 0);
  return sum ** 2 / (shares.length * shares.reduce((total, share) => total + share ** 2, 0));
}

function report(what: string, figures: Readonly<Record<string, unknown>>): void {
  const text = Object.entries(figures).map(([name, value]) => `${name} ${String(value)}`);
  process.stdout.write(`  ${what}: ${text.join(', ')}\n`);
}

async function until(fact: () => boolean): Promise<void> {
  for (let waited = 0; !fact(); waited += 10) {
    if (waited > 15_000) throw new Error(`never came true: ${fact}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
