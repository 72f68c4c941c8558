import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

/** What kubelet sets for the whole machine; everything else it sets belongs to the network namespace. */
const changed = ['vm/overcommit_memory', 'kernel/panic', 'kernel/panic_on_oops'];

/** Writes the settings down before they are changed. */
export function rememberSettings(file: string): void {
  const settings = changed.map((name) => [name, readFileSync(`/proc/sys/${name}`, 'utf8').trim()]);
  writeFileSync(file, JSON.stringify(Object.fromEntries(settings)));
}

/** Puts back what was written down, by this run or by one that was killed. */
export function restoreSettings(file: string): void {
  if (!existsSync(file)) return;
  const settings = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
  for (const [name, value] of Object.entries(settings)) writeFileSync(`/proc/sys/${name}`, value);
  rmSync(file);
}
