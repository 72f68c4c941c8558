import type { Role } from '../queue/ticket';
import type { RoleDemand } from '../scaler/demand';

/** Which process a report is of: of two with the same name, the one that began later counts. */
export interface PeerIdentity {
  readonly peer: string;
  /** When the process began, in milliseconds since 1970. */
  readonly epoch: number;
}

/** What a gateway said of itself. */
export interface PeerReport extends PeerIdentity {
  /** Grows with each report of a process. */
  readonly sequence: number;
  readonly roles: Readonly<Record<Role, RoleDemand>>;
}

interface Entry {
  readonly report: PeerReport;
  readonly heardAt: number;
}

/** A gateway that has been silent this long counts no more. */
const KEEP_MS = 15_000;

/** More names than this are a mistake or an attack; the expired ones give way first. */
const MOST_PEERS = 256;

/**
 * The last word of every other gateway.
 *
 * A state machine without clock or input and output. Only a report that is later than all before it is taken up, so
 * order and duplication do not matter, and a late copy neither prolongs a life nor brings a dead gateway back.
 */
export class PeerMap {
  private readonly entries = new Map<string, Entry>();

  /** @param keepMs - silence after which a gateway counts no more, in milliseconds */
  constructor(private readonly keepMs = KEEP_MS) {}

  /** Takes up a report. Returns whether it was news. */
  merge(report: PeerReport, nowMs: number): boolean {
    const known = this.entries.get(report.peer);
    if (known && !isLater(report, known.report)) return false;
    if (!known && !this.makeRoom(nowMs)) return false;
    this.entries.set(report.peer, { report, heardAt: nowMs });
    return true;
  }

  /** Reports of the gateways that count, by name. */
  live(nowMs: number): readonly PeerReport[] {
    const fresh = [...this.entries.values()].filter((entry) => this.isFresh(entry, nowMs));
    return fresh.map(({ report }) => report).sort((a, b) => (a.peer < b.peer ? -1 : 1));
  }

  private makeRoom(nowMs: number): boolean {
    if (this.entries.size < MOST_PEERS) return true;
    for (const [peer, entry] of this.entries) if (!this.isFresh(entry, nowMs)) this.entries.delete(peer);
    return this.entries.size < MOST_PEERS;
  }

  private isFresh({ heardAt }: Entry, nowMs: number): boolean {
    return nowMs - heardAt < this.keepMs;
  }
}

function isLater(a: PeerReport, b: PeerReport): boolean {
  return a.epoch > b.epoch || (a.epoch === b.epoch && a.sequence > b.sequence);
}
