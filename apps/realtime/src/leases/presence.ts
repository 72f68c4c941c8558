import type { Client } from 'pg';

/** First half of the advisory locks' keys; the second half is a hash of the pod's name. Any number of our own does. */
export const PRESENCE_CLASS = 7_230;

/** The second half of a pod's key, as `pg_locks.objid` shows it, in SQL. */
export function presenceKey(pod: string): string {
  return `(hashtext(${pod})::bigint & 4294967295)::oid`;
}

/**
 * Holds the pod's lock for as long as the connection lives. The system closes the connections of a killed process at
 * once, so its neighbours see it gone within a second instead of after a whole lease. Shared, so that two pods whose
 * names have one hash do not wait for each other: then only the lease tells.
 */
export async function declarePresence(client: Client, pod: string): Promise<void> {
  await client.query('SELECT pg_advisory_lock_shared($1, hashtext($2))', [PRESENCE_CLASS, pod]);
}
