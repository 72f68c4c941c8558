import colours from 'picocolors';
import type { Mood, Row } from './rows';

type Paint = (text: string) => string;

const paints: Readonly<Record<Mood, Paint>> = {
  good: colours.green,
  busy: colours.yellow,
  bad: colours.red,
  off: colours.dim,
};

const header: Omit<Row, 'mood'> = {
  name: 'NAME',
  pods: 'PODS',
  health: 'HEALTH',
  restarts: 'RESTARTS',
  where: 'URL OR LOG',
};

/** The table as lines, none wider than the terminal, so that it can be drawn over itself. */
export function tableLines(rows: readonly Row[], width: number): readonly string[] {
  const widest = (key: 'name' | 'pods' | 'health' | 'restarts', most: number) =>
    Math.min(most, Math.max(...[header, ...rows].map((row) => row[key].length)));
  const widths = { name: widest('name', 24), pods: widest('pods', 5), health: widest('health', 46), restarts: 8 };
  const line = (row: Omit<Row, 'mood'>, paint: Paint) => {
    const first = `${fit(row.name, widths.name)}  ${fit(row.pods, widths.pods)}  `;
    const last = `  ${fit(row.restarts, widths.restarts)}  ${row.where}`;
    return cut(first, fit(row.health, widths.health), { last, paint, width });
  };
  return [line(header, colours.bold), ...rows.map((row) => line(row, paints[row.mood]))];
}

function fit(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text.padEnd(width);
}

interface Rest {
  readonly last: string;
  readonly paint: Paint;
  readonly width: number;
}

/** Cuts before it colours: escape codes have no width, and half of one would colour everything after it. */
function cut(first: string, health: string, { last, paint, width }: Rest): string {
  const left = Math.max(0, width - first.length - health.length);
  return `${first.slice(0, width)}${paint(health.slice(0, Math.max(0, width - first.length)))}${last.slice(0, left)}`;
}
