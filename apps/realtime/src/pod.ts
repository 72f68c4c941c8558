import type { Log } from '@perchoir/service/log';
import type { Client, Pool } from 'pg';
import type { Registry } from 'prom-client';
import { Admission } from './admission/admission';
import type { AnswerEngine } from './answer';
import { createApp, type App } from './app';
import { BotCache } from './bots/bot-cache';
import { ConversationLog } from './conversations/conversation-log';
import { closeInWaves } from './drain/drain';
import type { Progress } from './events';
import { Feeds } from './feeds/feeds';
import type { Notice } from './followers/channel';
import { Followers, RENEW_FOLLOWERS_EVERY_MS } from './followers/followers';
import { Listener } from './followers/listener';
import { RENEW_EVERY_MS, type Lease } from './leases/lease';
import { LeaseKeeper } from './leases/lease-keeper';
import { LeaseLog } from './leases/lease-log';
import { declarePresence } from './leases/presence';
import { createRealtimeMetrics } from './metrics';
import { Repetition } from './repetition';
import { AnswerRuns } from './runs/answer-runs';
import type { VisitorTokens } from './tokens/visitor-tokens';
import { SendLimits } from './visitors/send-limits';

export interface PodOptions {
  /** Unique to this life of the process: after a restart its own leases belong to a stranger. */
  readonly name: string;
  /** Connections to the log's database. */
  readonly pool: Pool;
  /** Opens the further connection that receives notices. */
  readonly connect: () => Promise<Client>;
  readonly engine: AnswerEngine;
  readonly tokens: VisitorTokens;
  /** Most visitors at once. */
  readonly maxUsers: number;
  readonly metrics: Registry;
  readonly log: Log;
}

/** Pause between two looks for leases that ran out, and between two polls, in milliseconds. */
const SWEEP_EVERY_MS = 1_000;

/** One realtime server: the parts, what they tell each other, and what goes on in the background. */
export class Pod {
  readonly app: App;
  private readonly admission: Admission;
  private readonly feeds: Feeds;
  private readonly followers: Followers;
  private readonly listener: Listener;
  private readonly runs: AnswerRuns;
  private readonly keeper: LeaseKeeper;
  private sweeps: readonly Repetition[] = [];
  private renewals: readonly Repetition[] = [];
  private isStopping = false;

  constructor(private readonly options: PodOptions) {
    const { name, pool, maxUsers } = options;
    const log = new ConversationLog(pool, name);
    const bots = new BotCache(pool);
    const leases = new LeaseLog(pool, name);
    this.admission = new Admission({ maxUsers });
    this.followers = new Followers(pool, name);
    this.feeds = new Feeds({
      read: (conversation, after) => log.read(conversation, after),
      followers: this.followers,
      onError: this.report('reading a conversation failed'),
    });
    const metrics = createRealtimeMetrics(options.metrics, () => this.admission);
    this.runs = new AnswerRuns({
      engine: options.engine,
      leases,
      botById: (id) => bots.byId(id),
      onEntry: (entry) => this.feeds.publish(entry),
      onProgress: (conversation, progress) => this.showProgress(conversation, progress),
      onFailure: (lease, err) => options.log.warn({ err, ...described(lease) }, 'answer failed'),
      onEnd: (_, end, seconds) => metrics.answerSeconds.observe({ outcome: end }, seconds),
    });
    this.keeper = new LeaseKeeper({
      leases,
      runs: this.runs,
      maxRuns: maxUsers * 2,
      onEntry: (entry) => this.feeds.publish(entry),
      onTakeover: (lease) => {
        metrics.resumed.inc();
        options.log.info(described(lease), 'answer taken over');
      },
    });
    this.listener = this.createListener();
    this.app = createApp({
      ...{ bots, log, tokens: options.tokens, feeds: this.feeds, runs: this.runs, followers: this.followers, metrics },
      limits: new SendLimits(),
      admission: this.admission,
      onError: this.report('event failed'),
    });
  }

  /** Why the server may not get new visitors; empty when it may. */
  get obstacles(): readonly string[] {
    if (this.isStopping) return ['stopping'];
    return this.listener.isListening ? [] : ['not listening for notices of the log database'];
  }

  /** Begins the work in the background. */
  start(): void {
    void this.listener.run();
    this.sweeps = [
      this.repeat(SWEEP_EVERY_MS, () => this.keeper.sweep()),
      this.repeat(RENEW_FOLLOWERS_EVERY_MS, () => this.followers.removeExpired()),
    ];
    this.renewals = [
      this.repeat(RENEW_EVERY_MS, () => this.keeper.renew()),
      this.repeat(SWEEP_EVERY_MS, () => this.feeds.poll((entry) => !this.runs.has(entry))),
      this.repeat(RENEW_FOLLOWERS_EVERY_MS, () => this.followers.renew(this.feeds.followed)),
    ];
  }

  /**
   * Sends the visitors elsewhere, lets answers finish and hands over those that take too long.
   * @param graceMs - time until the process has to have ended
   */
  async stop(graceMs: number): Promise<void> {
    this.isStopping = true;
    this.admission.close();
    await Promise.all(this.sweeps.map((sweep) => sweep.stop()));
    const sockets = [...this.app.io.sockets.sockets.values()];
    await Promise.all([
      closeInWaves(sockets, { spreadMs: Math.min(graceMs / 5, 5_000) }),
      this.runs.drain(graceMs / 2),
    ]);
    await Promise.all(this.renewals.map((renewal) => renewal.stop()));
    await this.listener.close();
    await this.app.io.close();
  }

  private createListener(): Listener {
    return new Listener({
      connect: this.options.connect,
      pod: this.options.name,
      onConnected: (client) => declarePresence(client, this.options.name),
      onNotice: (notice) => this.receive(notice),
      onListening: () => {
        for (const conversation of this.feeds.followed) void this.feeds.refresh(conversation);
      },
      onError: this.report('listening to the log database failed'),
    });
  }

  private receive(notice: Notice): void {
    if (notice.kind === 'entry') return void this.feeds.refresh(notice.conversation);
    if (notice.kind === 'stop') return this.runs.interrupt(notice, 'lost');
    const { kind: _, conversation, ...progress } = notice;
    this.feeds.progress(conversation, progress);
  }

  /** Other pods hear of each phase, but not of each step in the queue: a notice holds up commits. */
  private showProgress(conversation: string, progress: Progress): void {
    this.feeds.progress(conversation, progress);
    if (progress.phase === 'queued' && progress.position !== 1) return;
    this.followers.tellOthers({ kind: 'progress', conversation, ...progress }).catch(this.report('telling failed'));
  }

  private repeat(everyMs: number, task: () => Promise<void>): Repetition {
    return new Repetition({ everyMs, task, onError: this.report('background work failed') });
  }

  private report(what: string): (error: unknown) => void {
    return (err) => this.options.log.warn({ err }, what);
  }
}

function described({ conversation, seq, epoch }: Lease) {
  return { conversation, seq, epoch };
}
