/**
 * The numbers of the requirement, and what follows from them. Rows are those of the table in docs/capacity.md.
 * Everything else that is sized says so from here, or states its own figure in a cluster file.
 */

/** Users that one realtime server of 4 cores and 8 GB holds (row 3). */
export const USERS_PER_REALTIME_SERVER = 150;

/** Users per server at which another is added. The cap itself hides demand, so scaling starts at 0.7 of it. */
export const REALTIME_SCALING_TARGET = 105;

/** Clients that one model instance serves at once (row 4). */
export const CLIENTS_PER_LLM_INSTANCE = 5;

/** Share of an instance's slots that is planned for, so that a newcomer finds a free one. */
export const LLM_TARGET_USE = 0.8;

/** Connections of PostgreSQL that are kept for its own members, the superuser and watching. */
export const RESERVED_CONNECTIONS = 20;

/** Whom a cluster must serve at its busiest. */
export interface Audience {
  /** Visitors connected at once. */
  readonly visitorsAtOnce: number;
  /** Share of them that waits for an answer being generated, 0 to 1. */
  readonly shareGenerating: number;
}

/** Fewest and most pods of a workload. */
export interface PodRange {
  readonly min: number;
  readonly max: number;
}

/** Realtime servers for an audience: two at least, so that one may go. */
export function realtimeServers({ visitorsAtOnce }: Audience): PodRange {
  return { min: 2, max: Math.max(2, Math.ceil(visitorsAtOnce / REALTIME_SCALING_TARGET)) };
}

/** Model instances for an audience: one stays warm, so that a first visitor does not wait for a model to load. */
export function llmInstances({ visitorsAtOnce, shareGenerating }: Audience): PodRange {
  const generating = visitorsAtOnce * shareGenerating;
  return { min: 1, max: Math.max(1, Math.ceil(generating / (CLIENTS_PER_LLM_INSTANCE * LLM_TARGET_USE))) };
}

/** Pools that are opened on the database: each pod of a workload opens one. */
export interface ConnectionPool {
  /** Who opens it. */
  readonly owner: string;
  /** Most pods at once. */
  readonly pods: number;
  /** Most connections of one pod. */
  readonly connections: number;
}

/**
 * Checks that all pools fit into `max_connections` less the reserve.
 *
 * @throws Error with every pool when they do not.
 */
export function checkConnectionBudget(pools: readonly ConnectionPool[], maxConnections: number): void {
  const wanted = pools.reduce((sum, { pods, connections }) => sum + pods * connections, 0);
  const budget = maxConnections - RESERVED_CONNECTIONS;
  if (wanted <= budget) return;
  const list = pools.map(({ owner, pods, connections }) => `${owner} ${pods} × ${connections}`).join(', ');
  throw new Error(
    `the pools want ${wanted} connections of ${budget} (${maxConnections} less ${RESERVED_CONNECTIONS}): ${list}. Raise maxConnections or shrink the audience`,
  );
}
