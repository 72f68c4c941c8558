import { assemble, type Parts } from './assembly';
import { isIngest } from './demo/ingest';
import { Failure } from './failure';
import { Fleet } from './pods/fleet';
import type { Pod } from './pods/pod';
import type { Exit } from './pods/running-process';
import { ServiceNet } from './services/service-net';
import type { Site } from './site';
import { Reporter, type ReporterOptions } from './status/reporter';
import { reasonOf } from './status/log-line';
import { exitText } from './status/rows';
import type { Screen } from './status/screen';
import { Tails } from './status/tails';

export interface PlatformOptions {
  readonly site: Site;
  readonly parts: Omit<Parts, 'onChange' | 'onFailure'>;
  readonly screen: Screen;
  readonly report: Pick<ReporterOptions, 'facts' | 'files'>;
}

/** Longer than any start on a busy laptop; then the run says what is missing, and goes on trying. */
const patienceMs = 180_000;

/** The pods, the services in front of them, and what is told about them. */
export class RunningPlatform {
  readonly net: ServiceNet;
  /** Rejects when the run cannot go on, for example because the schema cannot be brought up to date. */
  readonly failure: Promise<never>;
  private readonly pods: readonly Pod[];
  private readonly fleet: Fleet;
  private readonly reporter: Reporter;
  private readonly startedAt = performance.now();
  private fail: (error: unknown) => void = () => undefined;
  private readonly tails = new Tails();
  private hasGreeted = false;
  private isTaught = false;
  private isStopping = false;
  private readonly impatience: NodeJS.Timeout;

  constructor(private readonly options: PlatformOptions) {
    const { site, parts, screen, report } = options;
    this.failure = new Promise((_, reject) => (this.fail = reject));
    this.failure.catch(() => undefined);
    this.pods = assemble(site, {
      ...parts,
      onChange: () => this.onChange(),
      onFailure: (pod, exit, lastLines) => this.onFailure(pod, exit, lastLines),
    });
    const neighbours = new Map(site.pods.map((pod) => [pod.identity, pod.neighbours]));
    this.fleet = new Fleet(
      this.pods.map((pod) => ({ pod, neighbours: neighbours.get(pod.identity) ?? { databases: [], others: [] } })),
    );
    this.net = new ServiceNet(site.platform.services, site.addresses, this.pods);
    this.reporter = new Reporter({
      pods: this.pods,
      fleet: this.fleet,
      screen,
      demo: demoBefore(site),
      ...report,
    });
    this.impatience = setTimeout(() => this.onImpatience(), patienceMs).unref();
  }

  async start(): Promise<void> {
    await this.net.open();
    this.onChange();
  }

  /** Stops every pod in order, then the services. */
  async stop(): Promise<void> {
    this.isStopping = true;
    clearTimeout(this.impatience);
    await this.fleet.stop();
    await this.net.close();
    this.reporter.close();
  }

  /** Ends every pod at once; `stop` then returns. */
  kill(): void {
    this.fleet.kill();
  }

  private onChange(): void {
    this.fleet.startDue();
    this.reporter.update();
    this.greet();
    this.noteLesson();
  }

  private greet(): void {
    if (this.hasGreeted || this.isStopping || !this.reporter.isReady) return;
    this.hasGreeted = true;
    clearTimeout(this.impatience);
    this.reporter.flush();
    const seconds = ((performance.now() - this.startedAt) / 1_000).toFixed(1);
    this.options.screen.say(`Ready in ${seconds} s. Ctrl-C stops everything.`);
    this.options.screen.announce(`Chat: ${this.options.report.facts.url}`);
  }

  private noteLesson(): void {
    const { lesson } = this.options.site;
    const jobs = this.pods.filter(({ identity }) => isIngest(identity.workload));
    if (!lesson || lesson.isLearnt || this.isTaught || jobs.some(({ state }) => state.kind !== 'done')) return;
    this.isTaught = true;
    lesson.markLearnt();
    this.options.screen.say('The demo bot knows the documents now.');
  }

  private onFailure(pod: Pod, exit: Exit, lastLines: readonly string[]): void {
    const { name, workload } = pod.identity;
    const isGivenUp = pod.state.kind === 'failed';
    const reason = reasonOf(this.tails.due(name, exit, lastLines));
    this.options.screen.say(`${name} ${exitText(exit)}${reason ? `: ${reason}` : ''}; log: ${pod.logPath}`);
    const isNeeded = workload.kind === 'Job' && !isIngest(workload);
    if (isGivenUp && isNeeded)
      this.fail(new Failure(`${name} was tried ${workload.backoffLimit + 1} times and failed: see ${pod.logPath}`));
  }

  private onImpatience(): void {
    const missing = this.pods.filter((pod) => !pod.isReady && pod.identity.workload.kind !== 'Job');
    for (const pod of missing) {
      const lines = pod.lastLines.map((line) => `  ${pod.identity.name} | ${line}`);
      this.options.screen.say(
        [...lines, `${pod.identity.name} is not ready after ${patienceMs / 1_000} s; log: ${pod.logPath}`].join('\n'),
      );
    }
  }
}

function demoBefore({ lesson }: Site): ReporterOptions['demo'] {
  if (!lesson) return 'off';
  return lesson.isLearnt ? 'ready' : 'learning';
}
