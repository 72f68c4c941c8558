/** What is known of the demand for one role when the wanted number of replicas is computed. */
export interface Demand {
  /** Requests that hold a slot. */
  readonly running: number;
  /** Requests in line. */
  readonly queued: number;
  /** How long the one who has waited longest has waited, in seconds. */
  readonly oldestWaitSeconds: number;
  /** Replicas that accept work. */
  readonly readyReplicas: number;
  /** Moving average of the time a request holds a slot, in seconds; 0 while unknown. */
  readonly serviceSeconds: number;
  /** Moving average of the time from wanting a replica to its first slot, in seconds. */
  readonly startSeconds: number;
  /** Whether anybody asked for anything recently: keeps one replica between two requests. */
  readonly isActive: boolean;
}

/** Demand as one gateway sees it. */
export interface RoleDemand extends Demand {
  /** Of the requests that hold a slot, those of this gateway; the others are known from replicas' heartbeats. */
  readonly leased: number;
}

/** What the operator wants. */
export interface ScalingGoals {
  readonly slotsPerReplica: number;
  /** Share of the slots in use to aim at; what is left takes bursts while another replica starts. */
  readonly targetUse: number;
  /** Time in line that is acceptable, in seconds. */
  readonly queueWaitSeconds: number;
  readonly minReplicas: number;
  readonly maxReplicas: number;
}

/**
 * The demand that several gateways see together. Where they disagree about what all of them see, the value counts that
 * wants more replicas: slots in use are what all have lent, or what one sees, for a gateway that is gone sees no more.
 */
export function together(demands: readonly RoleDemand[]): Demand {
  const most = (read: (demand: RoleDemand) => number) => Math.max(0, ...demands.map(read));
  const sum = (read: (demand: RoleDemand) => number) => demands.reduce((total, demand) => total + read(demand), 0);
  return {
    running: Math.max(
      sum(({ leased }) => leased),
      most(({ running }) => running),
    ),
    queued: sum(({ queued }) => queued),
    oldestWaitSeconds: most(({ oldestWaitSeconds }) => oldestWaitSeconds),
    readyReplicas: most(({ readyReplicas }) => readyReplicas),
    serviceSeconds: most(({ serviceSeconds }) => serviceSeconds),
    startSeconds: Math.min(...demands.map(({ startSeconds }) => startSeconds)),
    isActive: demands.some(({ isActive }) => isActive),
  };
}

/**
 * The number of replicas wanted. It is absolute: it depends on what is asked for, not on how many replicas are on
 * their way, so replicas that still load cannot inflate it.
 *
 * The greatest of: headroom for what runs; slots for what runs and for the backlog that would outlast the start of a
 * new replica; the backlog within the acceptable wait; one replica while active.
 */
export function desiredReplicas(demand: Demand, goals: ScalingGoals): number {
  const { running, queued } = demand;
  const { slotsPerReplica, targetUse, minReplicas, maxReplicas } = goals;
  const forEverybody = Math.ceil((running + queued) / slotsPerReplica);
  const wanted = Math.max(
    Math.ceil(running / (slotsPerReplica * targetUse)),
    Math.ceil((running + lastingBacklog(demand, goals)) / slotsPerReplica),
    Math.min(replicasForWait(demand, goals), forEverybody),
    demand.isActive ? 1 : 0,
  );
  return Math.min(maxReplicas, Math.max(minReplicas, wanted));
}

/** The part of the line that is still there when a replica wanted now would be up; all of it once a wait is too long. */
function lastingBacklog(demand: Demand, goals: ScalingGoals): number {
  const { queued, readyReplicas, startSeconds, serviceSeconds } = demand;
  if (demand.oldestWaitSeconds > goals.queueWaitSeconds || serviceSeconds <= 0) return queued;
  const slots = readyReplicas * goals.slotsPerReplica;
  return Math.max(0, queued - Math.floor((slots * Math.max(0, startSeconds)) / serviceSeconds));
}

/** Replicas with which the last in line is served within the acceptable wait, at the recent time of a request. */
function replicasForWait({ running, queued, serviceSeconds }: Demand, goals: ScalingGoals): number {
  const { slotsPerReplica, queueWaitSeconds } = goals;
  const backlog = (queued * serviceSeconds) / (slotsPerReplica * Math.max(queueWaitSeconds, 1));
  return Math.ceil(running / slotsPerReplica + backlog);
}
