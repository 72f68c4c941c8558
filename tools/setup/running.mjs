import { readFileSync } from 'node:fs';

/**
 * The process of the run that wrote a status file; none when it has ended, however it ended.
 * @param file for example `.perchoir/up.json`
 */
export function findRun(file) {
  try {
    const { pid } = JSON.parse(readFileSync(file, 'utf8'));
    // A run that was killed leaves its file behind, and its number may belong to another program by now.
    const words = readFileSync(`/proc/${Number(pid)}/cmdline`, 'utf8');
    return words.includes('tools/up/main.js') ? pid : undefined;
  } catch {
    return undefined;
  }
}
