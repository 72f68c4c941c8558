import type { PeerMap, PeerReport } from '../peers/peer-map';
import { ROLES, type Role } from '../queue/ticket';
import { desiredReplicas, together, type Demand, type RoleDemand, type ScalingGoals } from './demand';
import type { DemandMeter } from './demand-meter';
import type { DemandSource } from './demand-source';

export interface GlobalDemandOptions {
  readonly goals: ScalingGoals;
  /** What this gateway sees. */
  readonly own: DemandMeter;
  /** What the others said. */
  readonly peers: PeerMap;
  /** Monotonic clock in milliseconds. */
  readonly now: () => number;
}

/** The demand of all gateways together, which any of them can answer with. */
export class GlobalDemand implements DemandSource {
  private readonly listeners = new Set<(role: Role) => void>();

  constructor(private readonly options: GlobalDemandOptions) {
    options.own.onActivation((role) => {
      if (!this.isActiveElsewhere(role)) this.activate(role);
    });
  }

  /** What this gateway sees, for the others. */
  own(): Readonly<Record<Role, RoleDemand>> {
    const { own } = this.options;
    return { chat: own.demand('chat'), embeddings: own.demand('embeddings') };
  }

  /** Tells of this gateway's own first request after a pause: the others have to hear of it. */
  onOwnActivation(listener: () => void): () => void {
    return this.options.own.onActivation(listener);
  }

  /** Another gateway reported. */
  heard(report: PeerReport): void {
    const { peers, now } = this.options;
    const idle = ROLES.filter((role) => !this.isActive(role));
    if (!peers.merge(report, now())) return;
    idle.filter((role) => this.isActive(role)).forEach((role) => this.activate(role));
  }

  /** Also true while an answer runs that began long ago: its replica must not be taken away. */
  isActive(role: Role): boolean {
    return isAskedFor(this.demand(role));
  }

  desired(role: Role): number {
    return desiredReplicas(this.demand(role), this.options.goals);
  }

  onActivation(listener: (role: Role) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private demand(role: Role): Demand {
    return together([this.options.own.demand(role), ...this.elsewhere(role)]);
  }

  private isActiveElsewhere(role: Role): boolean {
    return this.elsewhere(role).some(isAskedFor);
  }

  private elsewhere(role: Role): readonly RoleDemand[] {
    const { peers, now } = this.options;
    return peers.live(now()).map(({ roles }) => roles[role]);
  }

  private activate(role: Role): void {
    this.listeners.forEach((listener) => listener(role));
  }
}

function isAskedFor({ isActive, running, queued }: Demand): boolean {
  return isActive || running > 0 || queued > 0;
}
