import type { Service } from '../manifests/service';
import { podsBehind, type PodIdentity } from '../services/addresses';
import type { Neighbours } from './neighbours';
import type { Pod } from './pod';

/** A pod and what it waits for. */
export interface Member {
  readonly pod: Pick<Pod, 'identity' | 'state' | 'isReady' | 'start' | 'stop' | 'kill'>;
  readonly neighbours: Neighbours;
}

/**
 * All pods, started and stopped in order.
 *
 * A pod that names a database waits until the database is ready and the Jobs of the database's tier, which bring the
 * schema up to date, are done. A Job also waits for every other service that it names. All others start at once.
 * They stop the other way round: whoever uses a database before the database.
 */
export class Fleet {
  private readonly waiting: Set<Member>;
  private readonly identities: readonly PodIdentity[];
  private isStopping = false;

  constructor(private readonly members: readonly Member[]) {
    this.waiting = new Set(members);
    this.identities = members.map(({ pod }) => pod.identity);
  }

  /** Starts every pod whose turn has come; to be called at the beginning and after every change. */
  startDue(): void {
    if (this.isStopping) return;
    for (const member of this.waiting) {
      if (this.obstacle(member) !== undefined) continue;
      this.waiting.delete(member);
      member.pod.start();
    }
  }

  /** What a pod that was not started yet waits for; none when it was started. */
  obstacleOf(pod: Member['pod']): string | undefined {
    const member = [...this.waiting].find((candidate) => candidate.pod === pod);
    return member && this.obstacle(member);
  }

  /** Whether some pod behind the service takes work. */
  isServed(service: Service): boolean {
    const behind = podsBehind(service, this.identities);
    return this.members.some(({ pod }) => behind.includes(pod.identity) && pod.isReady);
  }

  /** Stops all pods in order; each gets its own grace period. */
  async stop(): Promise<void> {
    this.isStopping = true;
    for (const stage of this.stopStages()) await Promise.all(stage.map(({ pod }) => pod.stop()));
  }

  /** Ends all pods at once. */
  kill(): void {
    this.isStopping = true;
    for (const { pod } of this.members) pod.kill();
  }

  private obstacle({ pod, neighbours }: Member): string | undefined {
    const isJob = pod.identity.workload.kind === 'Job';
    const needed = isJob ? [...neighbours.databases, ...neighbours.others] : neighbours.databases;
    const absent = needed.find((service) => !this.isServed(service));
    if (absent) return absent.name;
    return this.jobsBefore(pod, neighbours).find((job) => job.pod.state.kind !== 'done')?.pod.identity.name;
  }

  private jobsBefore(pod: Member['pod'], { databases }: Neighbours): readonly Member[] {
    const tiers = new Set(databases.map(({ tier }) => tier));
    return this.members.filter((candidate) => {
      const { kind, tier } = candidate.pod.identity.workload;
      const isSibling = pod.identity.workload.kind === 'Job' && pod.identity.workload.tier === tier;
      return kind === 'Job' && tiers.has(tier) && !isSibling;
    });
  }

  private stopStages(): readonly (readonly Member[])[] {
    const databases = new Set(this.members.flatMap(({ neighbours }) => neighbours.databases));
    const isDatabase = ({ pod }: Member) =>
      [...databases].some((service) => podsBehind(service, this.identities).includes(pod.identity));
    const users = this.members.filter(({ neighbours }) => neighbours.databases.length > 0);
    const rest = this.members.filter((member) => !users.includes(member) && !isDatabase(member));
    return [users, rest, this.members.filter((member) => !users.includes(member) && isDatabase(member))];
  }
}
