import { createHash } from 'node:crypto';

/** A notice from one pod to another, carried by NOTIFY. It is a hint to look: the log is the truth. */
export type Notice =
  | { readonly kind: 'entry'; readonly conversation: string }
  | { readonly kind: 'stop'; readonly conversation: string; readonly seq: number }
  | {
      readonly kind: 'progress';
      readonly conversation: string;
      readonly seq: number;
      readonly phase: 'queued' | 'searching' | 'writing';
      readonly position?: number;
    };

/** The channel that a pod listens on. PostgreSQL cuts names at 63 bytes, so the pod's name is hashed. */
export function channelOf(pod: string): string {
  return `entry_${createHash('md5').update(pod).digest('hex')}`;
}

/** The same channel in SQL, of the column or expression `pod`. */
export function channelExpression(pod: string): string {
  return `'entry_' || md5(${pod})`;
}

/** @returns undefined when the payload is not a notice, as from another version of this service */
export function parseNotice(payload: string): Notice | undefined {
  try {
    const notice = JSON.parse(payload) as Partial<Notice> | null;
    const isKnown = notice?.kind === 'entry' || notice?.kind === 'stop' || notice?.kind === 'progress';
    return isKnown && typeof notice.conversation === 'string' ? (notice as Notice) : undefined;
  } catch {
    return undefined;
  }
}
