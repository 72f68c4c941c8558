/** What replicas serve. Each role and model has a pool of its own. */
export const ROLES = ['chat', 'embeddings'] as const;

/** One of the things replicas serve. */
export type Role = (typeof ROLES)[number];

/** A request's place in line. */
export interface Ticket {
  /** Grows with arrival; unique in a process. */
  readonly id: number;
  /** Whom the request is for: bots share the slots in turn. */
  readonly bot: string;
  /** Conversation to keep on one replica. @default - any replica will do */
  readonly conversation?: string | undefined;
}
