import { isEnough, type Result, type Score } from './score';

/** The table, one line for each language and kind. */
export function table(scores: readonly Score[]): string {
  const rows = scores.map((score) => [
    score.language,
    score.kind,
    `${score.right}/${score.asked}`,
    `${score.needed}`,
    score.kind === 'near-miss' ? `${score.outsideQuotes}` : '',
    isEnough(score) ? 'ok' : 'FALLS SHORT',
  ]);
  const all = [['language', 'kind', 'right', 'needed', 'outside quotes', ''], ...rows];
  const widths = (all[0] ?? []).map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** One line for an answer that is not right. */
export function mistake({ question, answer, error, outsideQuotes }: Result): string {
  const got = error ?? `${answer?.state ?? ''} ${answer?.outcome ?? ''}`.trim();
  const fact = question.fact === undefined ? '' : `; wanted: ${question.fact}`;
  const outside = outsideQuotes === '' ? '' : `; outside quotes: ${outsideQuotes}`;
  return `${question.id}: ${question.question} → ${got}${fact}${outside}`;
}

/** Median waits of the answers, in milliseconds. */
export function waits(results: readonly Result[]): string {
  const answered = results.flatMap(({ answer }) => (answer?.outcome === 'answered' ? [answer] : []));
  const first = median(answered.map(({ firstTextMs }) => firstTextMs));
  const total = median(answered.map(({ totalMs }) => totalMs));
  return `answered: first words after ${Math.round(first)} ms, whole after ${Math.round(total)} ms (medians of ${answered.length})`;
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}
