import { setTimeout as pause } from 'node:timers/promises';
import type { ConversationLog } from './conversation-log';
import { Page } from './page';
import type { Platform, PodStatus } from '../running/platform';
import type { Random } from './random';
import type { PageEntry } from './transcript';
import { compare, type Verdict } from './verdict';

/** What can be killed. */
export type Victim = 'realtime' | 'replica';

/** One kill and what came of it. */
export interface Trial {
  readonly victim: Victim;
  readonly pod: string;
  /** From the sending of the question to the kill, in milliseconds. */
  readonly afterMs: number;
  /** UTF-16 units that the page held of the answer at that moment; undefined when it had ended already. */
  readonly shownAtKill: number | undefined;
  /** From the kill to the end of the answer, in milliseconds. */
  readonly recoveryMs: number;
  /** `never`: it neither completed nor failed in time. */
  readonly end: 'completed' | 'failed, then retried' | 'never';
  readonly length: number;
  readonly reconnects: number;
  readonly verdict: Verdict;
}

export interface TrialOptions {
  readonly platform: Platform;
  /** Key of the bot that is asked. */
  readonly botKey: string;
  readonly log: ConversationLog;
  readonly random: Random;
  /** What may be killed; what is named twice is chosen twice as often. */
  readonly victims: readonly [Victim, ...Victim[]];
  /** Undisturbed answers, by question. */
  readonly references: ReadonlyMap<string, Reference>;
}

/** An answer that nobody disturbed. */
export interface Reference {
  readonly text: string;
  /** From the sending of the question to the end of the answer. */
  readonly tookMs: number;
}

/** Answered from the documents of this repository, which the demo bot has read; long enough to be interrupted. */
export const QUESTIONS = [
  'How does the laptop runner start the platform?',
  'How many users does one realtime server hold?',
  'How is a secret sealed?',
  'What happens when a pod of the realtime tier is killed?',
  'How are the manifests synthesized?',
  'Which database holds the conversations?',
  'Comment ajouter un niveau à la plateforme ?',
  'What does the LLM gateway do when a replica dies?',
] as const;

/** Of the kills this share comes about when the message is committed and acknowledged, this long after it was sent. */
const EARLY_SHARE = 0.2;
const EARLY_MS = 25;

/** Longest wait for an answer, in milliseconds: a restarted replica loads its model first. */
const PATIENCE_MS = 120_000;

/** Asks a question, kills what is at work on the answer, waits for the end, and compares the page with the log. */
export async function runTrial(options: TrialOptions): Promise<Trial> {
  const { platform, botKey, log, random, victims, references } = options;
  const victim = random.pick(victims);
  const question = random.pick(QUESTIONS);
  const { text: reference, tookMs } = references.get(question) ?? { text: '', tookMs: 0 };
  const isEarly = random.next() < EARLY_SHARE;
  const afterMs = Math.round(random.next() * (isEarly ? EARLY_MS : tookMs));
  await platform.ready(isInvolved);
  const page = new Page(platform.status.url, botKey);
  try {
    await page.open();
    const sending = page.send(question);
    await pause(afterMs);
    const shown = page.transcript.at(2);
    const pod = findVictim(victim, { platform, holder: await log.holder(page.conversation) });
    const killedAt = performance.now();
    const noticed = platform.kill(pod.pid);
    const { id, seq } = await sending;
    const { end, entry } = await untilEnded(page, seq + 1);
    const recoveryMs = Math.round(performance.now() - killedAt);
    await noticed;
    const logged = await log.entries(page.conversation);
    const verdict = compare({ transcript: page.transcript, log: logged, acknowledged: [id], reference });
    const shownAtKill = shown && shown.state !== 'streaming' ? undefined : (shown?.text.length ?? 0);
    const facts = { victim, pod: pod.pod, afterMs, shownAtKill, recoveryMs, end, reconnects: page.reconnects };
    return { ...facts, length: entry?.text.length ?? 0, verdict };
  } finally {
    page.close();
  }
}

type Asked = Pick<TrialOptions, 'platform' | 'botKey'>;

/** Asks a question and lets the answer be written in peace. */
export async function undisturbed({ platform, botKey }: Asked, question: string): Promise<Reference> {
  await platform.ready(isInvolved);
  const page = new Page(platform.status.url, botKey);
  try {
    await page.open();
    const begun = performance.now();
    const { seq } = await page.send(question);
    const entry = await page.ended(seq + 1, PATIENCE_MS);
    if (entry?.state !== 'done') throw new Error(`an undisturbed answer does not end well: ${entry?.state ?? 'never'}`);
    return { text: entry.text, tookMs: performance.now() - begun };
  } finally {
    page.close();
  }
}

/** A failed answer is tried again, as its page offers. */
async function untilEnded(page: Page, seq: number): Promise<{ end: Trial['end']; entry: PageEntry | undefined }> {
  const entry = await page.ended(seq, PATIENCE_MS);
  if (entry?.state !== 'failed') return { end: entry ? 'completed' : 'never', entry };
  const again = await page.ended(await page.retry(seq), PATIENCE_MS);
  return { end: again?.state === 'done' ? 'failed, then retried' : 'never', entry: again };
}

interface Scene {
  readonly platform: Platform;
  /** Process that writes the answer. */
  readonly holder: string | undefined;
}

/** The pod at work on the answer if it is of the wanted kind, otherwise any one of that kind. */
function findVictim(victim: Victim, { platform, holder }: Scene) {
  const pods = platform.status.workloads.filter((pod) => kindOf(pod) === victim && pod.pid !== undefined);
  const { pod, pid } = pods.find(({ pod }) => holder?.startsWith(pod)) ?? pods[0] ?? {};
  if (pod === undefined || pid === undefined) throw new Error(`no ${victim} runs: nothing to kill`);
  return { pod, pid };
}

function isInvolved({ tier }: PodStatus): boolean {
  return tier === 'realtime' || tier === 'llm';
}

function kindOf({ tier, workload }: PodStatus): Victim | undefined {
  if (tier === 'realtime') return 'realtime';
  return tier === 'llm' && workload.includes('replica') ? 'replica' : undefined;
}
