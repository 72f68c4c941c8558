import type { Trial } from './experiment';
import { isClean } from './verdict';

const COLUMNS = ['#', 'killed', 'after ms', 'shown', 'recovery ms', 'length', 'joins', 'end', 'page = log'] as const;
const WIDTHS = [3, 28, 8, 6, 11, 6, 5, 20, 10];

export function header(): string {
  return row([...COLUMNS]);
}

export function line(number: number, trial: Trial): string {
  const { pod, afterMs, shownAtKill, recoveryMs, length, reconnects, end, verdict } = trial;
  const cells = [number, pod, afterMs, shownAtKill ?? 'ended', recoveryMs, length, reconnects + 1, end];
  return row([...cells.map(String), isClean(verdict) ? 'yes' : `NO ${JSON.stringify(verdict)}`]);
}

/** The last line of a run, which has everything that a promise is made about. */
export function summary(trials: readonly Trial[]): string {
  const count = (of: (trial: Trial) => number) => trials.reduce((sum, trial) => sum + of(trial), 0);
  const during = trials.filter(({ shownAtKill }) => shownAtKill !== undefined);
  const recoveries = during.map(({ recoveryMs }) => recoveryMs).sort((a, b) => a - b);
  const facts = [
    `${trials.length} kills (${during.length} during an answer)`,
    `${count(({ verdict }) => verdict.lost.length)} lost`,
    `${count(({ verdict }) => verdict.doubled.length)} doubled`,
    `${count(({ verdict }) => verdict.different.length)} entries differ from the log`,
    `${trials.filter(({ end }) => end === 'completed').length} answers completed`,
    `${trials.filter(({ end }) => end === 'failed, then retried').length} failed and were retried`,
    `${trials.filter(({ end }) => end === 'never').length} never ended`,
    `recovery median ${quantile(recoveries, 0.5)} ms, longest ${quantile(recoveries, 1)} ms`,
  ];
  return facts.join(', ');
}

export function isHonoured(trials: readonly Trial[]): boolean {
  return trials.every(({ verdict, end }) => isClean(verdict) && end !== 'never');
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function row(cells: readonly string[]): string {
  return cells
    .map((cell, index) => cell.padEnd(WIDTHS[index] ?? 0))
    .join(' ')
    .trimEnd();
}
