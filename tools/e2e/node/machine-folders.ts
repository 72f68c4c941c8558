import { mkdirSync, rmdirSync } from 'node:fs';

/** Places that network plugins and kubelet write to and that nothing can change. */
const fixedPlaces = ['/var/lib/cni', '/var/lib/kubelet'];

/**
 * Folders of the machine that are covered by empty file systems inside the enclosure, so that nothing the node writes
 * reaches the machine.
 */
export const coveredFolders: readonly string[] = ['/run', '/var/log', ...fixedPlaces];

/** A folder must be there to be covered. */
export function makeFixedPlaces(): void {
  for (const folder of fixedPlaces) mkdirSync(folder, { recursive: true });
}

/** Removes them from the machine, except those that somebody uses. */
export function removeFixedPlaces(): void {
  for (const folder of fixedPlaces) {
    try {
      rmdirSync(folder);
    } catch {
      // It holds somebody's files, or was never made.
    }
  }
}
