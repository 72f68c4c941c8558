import { existsSync, readdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const hierarchies = '/sys/fs/cgroup';

/** The control groups that a kubelet makes for its pods, in each hierarchy of the machine. */
export function podCgroups(): readonly string[] {
  if (!existsSync(hierarchies)) return [];
  const places = [hierarchies, ...readdirSync(hierarchies).map((name) => join(hierarchies, name))];
  return places.map((place) => join(place, 'kubepods')).filter((path) => existsSync(path));
}

/** Removes them; a moment after its last process a group may still be busy. @returns what could not be removed */
export async function removePodCgroups(): Promise<readonly string[]> {
  for (let waited = 0; waited < 5_000 && podCgroups().length > 0; waited += 50) {
    for (const group of podCgroups()) removeTree(group);
    if (podCgroups().length > 0) await sleep(50);
  }
  return podCgroups();
}

/** Their files cannot be deleted and go with the folder. */
function removeTree(group: string): void {
  try {
    for (const entry of readdirSync(group, { withFileTypes: true }))
      if (entry.isDirectory()) removeTree(join(group, entry.name));
    rmdirSync(group);
  } catch {
    // Busy, or gone already: the caller looks again.
  }
}
