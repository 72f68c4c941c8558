import { setTimeout as pause } from 'node:timers/promises';
import { AnswerFailed, type AnswerEngine, type AnswerEvent, type AnswerRequest } from '../../src/answer';
import type { PublishedBot } from '../../src/bots/published-bot';
import type { Entry } from '../../src/conversations/entry';
import type { Lease } from '../../src/leases/lease';
import type { Ending, Task } from '../../src/leases/lease-log';
import { AnswerRun } from '../../src/runs/answer-run';

const lease: Lease = { conversation: 'c', seq: 2, holder: 'pod', epoch: 1 };
const entry: Entry = { conversation: 'c', seq: 2, id: 'a', author: 'bot', text: '', state: 'streaming', sources: [] };
const done = {
  kind: 'done',
  outcome: 'answered',
  sources: [],
  provenance: { model: 'm', promptDigest: 'd', passageDigests: [] },
} as const satisfies AnswerEvent;

const bot: PublishedBot = {
  ...{ id: 'b', key: 'k', version: 1, name: 'Coco', greeting: {}, colours: {}, origins: ['*'] },
  ...{ languages: ['en', 'fr'], grounding: 'off' },
};

type Write = (request: AnswerRequest) => AsyncIterable<AnswerEvent>;

interface Circumstances {
  readonly text?: string;
  readonly language?: string;
  readonly question?: string;
  readonly bot?: PublishedBot | undefined;
  /** Fails writes as a database that is away does, as long as it answers true. */
  readonly isAway?: () => boolean;
}

/** A run on a log in memory. */
function runOf(write: Write, circumstances: Circumstances = {}) {
  const log = { text: circumstances.text ?? '', ending: undefined as Ending | undefined, releases: 0 };
  const seen: Entry[] = [];
  const failures: unknown[] = [];
  const requests: AnswerRequest[] = [];
  const attempt = async <T>(change: () => T): Promise<T> => {
    if (circumstances.isAway?.()) throw new Error('connection terminated');
    return change();
  };
  const current = (): Entry => ({ ...entry, text: log.text, state: log.ending?.state ?? 'streaming' });
  const task: Task = {
    entry: current(),
    ...{ bot: 'b', language: circumstances.language ?? 'en', question: circumstances.question ?? 'Why?', history: [] },
  };
  const engine: AnswerEngine = {
    answer(request) {
      requests.push(request);
      return write(request);
    },
  };
  const run = new AnswerRun(lease, {
    engine,
    leases: {
      task: () => attempt(() => task),
      checkpoint: (_, text) => attempt(() => ((log.text = text), current())),
      end: (_, text, ending) => attempt(() => ((log.text = text), (log.ending = ending), current())),
      release: () => attempt(() => void (log.releases += 1)),
    },
    botById: async () => ('bot' in circumstances ? circumstances.bot : bot),
    onEntry: (state) => seen.push(state),
    onProgress: () => undefined,
    onFailure: (_, error) => failures.push(error),
  });
  return { run, log, seen, failures, requests };
}

test('text and outcome end up in the log, and pages see only what is there', async () => {
  const { run, log, seen } = runOf(async function* () {
    yield { kind: 'text', text: 'One. ' };
    yield { kind: 'text', text: 'Two.' };
    yield done;
  });
  await expect(run.run()).resolves.toBe('answered');
  expect(log).toMatchObject({ text: 'One. Two.', ending: { state: 'done', outcome: 'answered' } });
  expect(seen.at(-1)).toMatchObject({ text: 'One. Two.', state: 'done' });
});

const endless: Write = async function* () {
  for (;;) {
    await pause(0);
    yield { kind: 'text', text: 'x'.repeat(1_000) };
  }
};

test.each<[string, Write, RegExp]>([
  [
    'breaks',
    async function* () {
      throw new Error('the gateway is gone');
    },
    /gateway is gone/,
  ],
  [
    'ends without an outcome',
    async function* () {
      yield { kind: 'text', text: 'One. ' };
    },
    /without an outcome/,
  ],
  ['does not end', endless, /longer than 20000/],
])('an answer that %s is marked failed and keeps what is there', async (_, write, reason) => {
  const { run, log, failures } = runOf(write, { text: 'Begun. ' });
  await expect(run.run()).resolves.toBe('failed');
  expect(log.ending).toEqual({ state: 'failed' });
  expect(log.text.startsWith('Begun. ')).toBe(true);
  expect(String(failures[0])).toMatch(reason);
});

test('an answer of a bot that is not published any more is marked failed', async () => {
  const { run, log, requests } = runOf(endless, { bot: undefined });
  await expect(run.run()).resolves.toBe('failed');
  expect(log.ending).toEqual({ state: 'failed' });
  expect(requests).toEqual([]);
});

test('an engine that fails on the way is asked to continue from what is in the log, twice', async () => {
  const { run, log, requests, failures } = runOf(async function* ({ resume }) {
    const next = (resume?.text.length ?? 0) + 1;
    yield { kind: 'text', text: String(next) };
    if (next < 3) throw new AnswerFailed('the replica is gone');
    yield done;
  });
  await expect(run.run()).resolves.toBe('answered');
  expect(requests.map(({ resume }) => resume?.text)).toEqual([undefined, '1', '12']);
  expect(log.text).toBe('123');
  expect(failures).toHaveLength(2);
});

test('an engine that fails for the third time has failed', async () => {
  const { run, log, requests } = runOf(() => {
    throw new AnswerFailed('no replica');
  });
  await expect(run.run()).resolves.toBe('failed');
  expect(requests).toHaveLength(3);
  expect(log.ending).toEqual({ state: 'failed' });
});

test('a resumed answer is given the text in the log, a new one nothing', async () => {
  const write: Write = async function* () {
    yield done;
  };
  const resumed = runOf(write, { text: 'One. ' });
  await resumed.run.run();
  expect(resumed.requests[0]?.resume).toEqual({ text: 'One. ' });
  const fresh = runOf(write);
  await fresh.run.run();
  expect(fresh.requests[0]).not.toHaveProperty('resume');
});

test('the question speaks for its language, and the conversation for one that does not show it', async () => {
  const write: Write = async function* () {
    yield done;
  };
  const shown = runOf(write, { question: 'Où est la gare ?', language: 'en' });
  await shown.run.run();
  expect(shown.requests[0]?.language).toBe('fr');
  const silent = runOf(write, { question: 'Montmartre', language: 'fr' });
  await silent.run.run();
  expect(silent.requests[0]?.language).toBe('fr');
});

test('writes are repeated while the database is away', async () => {
  let failures = 3;
  const { run, log } = runOf(
    async function* () {
      yield { kind: 'text', text: 'One. ' };
      yield done;
    },
    { isAway: () => failures-- > 0 },
  );
  await expect(run.run()).resolves.toBe('answered');
  expect(log.text).toBe('One. ');
});

const waiting: Write = async function* ({ signal }) {
  yield { kind: 'text', text: 'One. ' };
  await pause(60_000, undefined, { signal });
  yield done;
};

test('a hand-over commits what is there and releases the lease', async () => {
  const { run, log } = runOf(waiting);
  const ended = run.run();
  await pause(20);
  run.interrupt('hand-over');
  await expect(ended).resolves.toBe('hand-over');
  expect(log).toEqual({ text: 'One. ', ending: undefined, releases: 1 });
});

test('a run that lost its lease ends without a word', async () => {
  const { run, log, failures } = runOf(waiting);
  const ended = run.run();
  await pause(100);
  run.interrupt('lost');
  await expect(ended).resolves.toBe('lost');
  expect(log).toMatchObject({ ending: undefined, releases: 0 });
  expect(failures).toEqual([]);
});
