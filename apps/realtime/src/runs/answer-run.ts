import { setTimeout as pause } from 'node:timers/promises';
import { AnswerFailed, type AnswerEngine, type AnswerEvent, type AnswerRequest } from '../answer';
import type { PublishedBot } from '../bots/published-bot';
import type { Entry } from '../conversations/entry';
import type { Progress } from '../events';
import { detectLanguage } from '../language/detection';
import { LEASE_SECONDS, type Lease } from '../leases/lease';
import type { Ending, LeaseLog, Task } from '../leases/lease-log';
import { Checkpoints, LONGEST_ANSWER } from './checkpoints';

/** Why a run was told to end before its answer was complete. */
export type Interruption =
  /** The visitor stopped it, or another pod has the lease: there is nothing more to write. */
  | 'lost'
  /** This pod stops: what there is goes into the log, and another pod continues. */
  | 'hand-over';

/** How a run ended; the label of `realtime_answer_seconds`. */
export type RunEnd = 'courtesy' | 'answered' | 'related' | 'refused' | 'failed' | Interruption;

export interface RunComponents {
  readonly engine: AnswerEngine;
  readonly leases: Pick<LeaseLog, 'task' | 'checkpoint' | 'end' | 'release'>;
  readonly botById: (id: string) => Promise<PublishedBot | undefined>;
  /** Told of each state of the entry once it is committed. */
  readonly onEntry: (entry: Entry) => void;
  readonly onProgress: (conversation: string, progress: Progress) => void;
  readonly onFailure: (lease: Lease, error: unknown) => void;
}

/** Longest time an answer may take, in milliseconds: two minutes in the gateway's queue, and time to write. */
const LONGEST_RUN_MS = 300_000;

/** How long text may wait for more before it is committed, when whole sentences are not awaited anyway. */
const COALESCE_MS = 50;

/**
 * Pauses before an engine that failed is asked to continue, in milliseconds. A lost model is replaced within seconds, and
 * the gateway queues whom it cannot serve yet.
 */
const CONTINUE_AFTER_MS = [1_000, 3_000];

/** Pause between two tries of a write while the database is away, in milliseconds. */
const RETRY_EVERY_MS = 250;

class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

type Done = Extract<AnswerEvent, { readonly kind: 'done' }>;

/**
 * One answer being produced under a lease. Pages are shown text only after it is committed, so what a page holds is
 * always in the log, whatever dies.
 */
export class AnswerRun {
  private readonly stopping = new AbortController();
  private interruption: Interruption | undefined;

  constructor(
    readonly lease: Lease,
    private readonly components: RunComponents,
  ) {}

  interrupt(interruption: Interruption): void {
    this.interruption ??= interruption;
    this.stopping.abort(new Error(interruption));
  }

  /** Runs to the end. Never throws: what goes wrong is written into the log, or left to the next holder. */
  async run(): Promise<RunEnd> {
    try {
      const task = await this.persist(() => this.components.leases.task(this.lease));
      return task ? await this.produce(task) : 'lost';
    } catch (error) {
      if (!this.interruption) this.components.onFailure(this.lease, error);
      return this.interruption ?? 'lost';
    }
  }

  private async produce(task: Task): Promise<RunEnd> {
    this.components.onEntry(task.entry);
    const bot = await this.persist(() => this.components.botById(task.bot));
    const checkpoints = new Checkpoints({
      text: task.entry.text,
      delayMs: bot?.grounding === 'off' ? COALESCE_MS : 0,
      commit: (text) => this.commit(text),
      onError: (error) => this.loseLease(error),
    });
    const ending = await this.write(task, bot, checkpoints);
    const text = await checkpoints.flush();
    if (ending === 'hand-over') await this.components.leases.release(this.lease);
    if (typeof ending === 'string') return ending;
    return this.end(text, ending);
  }

  /** Lets the engine write, and says how it ended. */
  private async write(
    task: Task,
    bot: PublishedBot | undefined,
    checkpoints: Checkpoints,
  ): Promise<Ending | Interruption> {
    try {
      if (!bot) throw new AnswerFailed('the bot is not published any more');
      const { kind: _, ...done } = await this.persevere(this.requestOf(task, bot), checkpoints);
      return { state: 'done', ...done };
    } catch (error) {
      if (this.interruption) return this.interruption;
      this.components.onFailure(this.lease, error);
      return { state: 'failed' };
    }
  }

  /** Lets an engine that could not complete the answer continue it, as another pod would after a takeover. */
  private async persevere(request: AnswerRequest, checkpoints: Checkpoints): Promise<Done> {
    for (const pauseMs of CONTINUE_AFTER_MS) {
      try {
        return await this.consume(resumedAt(request, await checkpoints.flush()), checkpoints);
      } catch (error) {
        if (!(error instanceof AnswerFailed) || request.signal.aborted) throw error;
        this.components.onFailure(this.lease, error);
        await pause(pauseMs, undefined, { signal: request.signal });
      }
    }
    return this.consume(resumedAt(request, await checkpoints.flush()), checkpoints);
  }

  private async consume(request: AnswerRequest, checkpoints: Checkpoints): Promise<Done> {
    let length = request.resume?.text.length ?? 0;
    for await (const event of this.components.engine.answer(request)) {
      request.signal.throwIfAborted();
      if (event.kind === 'done') return event;
      if (event.kind === 'progress') {
        this.report(event);
        continue;
      }
      length += event.text.length;
      if (length > LONGEST_ANSWER) throw new RangeError(`the answer is longer than ${LONGEST_ANSWER} characters`);
      checkpoints.append(event.text);
    }
    throw new TypeError('the answer ended without an outcome');
  }

  private requestOf({ entry, question, language, history }: Task, bot: PublishedBot): AnswerRequest {
    const fallback = bot.languages.find((spoken) => spoken === language) ?? bot.languages[0] ?? 'en';
    const { conversation, seq } = entry;
    const signal = AbortSignal.any([this.stopping.signal, AbortSignal.timeout(LONGEST_RUN_MS)]);
    return { bot, conversation, seq, question, language: detectLanguage(question, fallback), history, signal };
  }

  private report({ kind: _, ...progress }: Extract<AnswerEvent, { readonly kind: 'progress' }>): void {
    this.components.onProgress(this.lease.conversation, { seq: this.lease.seq, ...progress });
  }

  private async commit(text: string): Promise<void> {
    const entry = await this.persist(() => this.components.leases.checkpoint(this.lease, text));
    if (!entry) throw new LeaseLost('the lease has passed to somebody else');
    this.components.onEntry(entry);
  }

  private loseLease(error: unknown): void {
    if (!(error instanceof LeaseLost)) this.components.onFailure(this.lease, error);
    this.interrupt('lost');
  }

  private async end(text: string, ending: Ending): Promise<RunEnd> {
    const entry = await this.persist(() => this.components.leases.end(this.lease, text, ending));
    if (!entry) return 'lost';
    this.components.onEntry(entry);
    return ending.state === 'done' ? (ending.outcome ?? 'courtesy') : 'failed';
  }

  /**
   * Repeats what the database could not do, for as long as the lease lasts and nothing interrupts.
   * @throws the last error
   */
  private async persist<T>(operation: () => Promise<T>): Promise<T> {
    const deadline = performance.now() + LEASE_SECONDS * 1_000;
    for (;;) {
      try {
        return await operation();
      } catch (error) {
        if (performance.now() > deadline || this.interruption) throw error;
        await pause(RETRY_EVERY_MS);
      }
    }
  }
}

function resumedAt(request: AnswerRequest, text: string): AnswerRequest {
  return text === '' ? request : { ...request, resume: { text } };
}
