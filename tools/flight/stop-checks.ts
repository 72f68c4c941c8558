import type { Platform } from '../running/platform';
import { expectThat, type Check } from './checks';

/** The end of a flight: an orderly stop that leaves nothing behind. */
export function stopChecks(platform: Platform): readonly Check[] {
  return [
    {
      sentence: 'Ctrl-C stops everything in order and leaves no process',
      run: async () => {
        const pids = platform.status.workloads.flatMap(({ pid }) => (pid === undefined ? [] : [pid]));
        expectThat(pids.length > 3, `only ${pids.length} processes were known`);
        const status = await platform.stop();
        const left = pids.filter(isAlive);
        expectThat(left.length === 0, `still running: ${left.join(', ')}`);
        expectThat(status === 0, `the exit status is ${status}`);
        return `${pids.length} processes ended`;
      },
    },
  ];
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
