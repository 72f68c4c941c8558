/** A replica that has a free slot. */
export interface Candidate {
  readonly id: string;
  /** Slots in use, by whomever. */
  readonly busy: number;
}

/** How much busier than the idlest replica the conversation's own may be: its warm cache is worth one neighbour. */
const TOLERATED_EXTRA_LOAD = 1;

/**
 * Chooses where a request runs.
 *
 * A conversation has one replica among all that are open (rendezvous hashing: when a replica comes or goes, only the
 * conversations of that one move). It is used when it has a free slot and is at most one slot busier than the idlest;
 * else the idlest is.
 *
 * @param candidates - replicas with a free slot
 * @param open - ids of every replica that accepts work, full ones included
 */
export function chooseReplica<C extends Candidate>(
  candidates: readonly C[],
  open: readonly string[],
  key: string,
): C | undefined {
  const least = Math.min(...candidates.map(({ busy }) => busy));
  const home = bestRanked(open, key);
  const pinned = candidates.find(({ id }) => id === home);
  if (pinned && pinned.busy <= least + TOLERATED_EXTRA_LOAD) return pinned;
  const idlest = candidates.filter(({ busy }) => busy === least);
  const next = bestRanked(
    idlest.map(({ id }) => id),
    key,
  );
  return idlest.find(({ id }) => id === next);
}

function bestRanked(ids: readonly string[], key: string): string | undefined {
  let best: { readonly id: string; readonly rank: number } | undefined;
  for (const id of ids) {
    const rank = hash(`${key}\n${id}`);
    if (!best || rank > best.rank || (rank === best.rank && id > best.id)) best = { id, rank };
  }
  return best?.id;
}

/** FNV-1a of 32 bits with MurmurHash3's finalizer, without which similar ids rank alike. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
