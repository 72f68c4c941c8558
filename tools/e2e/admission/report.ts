import type { Finding } from './finding';
import type { Trial } from './trial';

export interface ClusterResult {
  readonly name: string;
  readonly trial: Trial;
  /** How many mistakes were planted. */
  readonly twins: number;
  readonly findings: readonly Finding[];
  readonly seconds: number;
}

/** One cluster in one line. */
export function clusterLine({ name, trial, twins, findings, seconds }: ClusterResult): string {
  const verdict = findings.length === 0 ? 'nothing found' : `${findings.length} FOUND`;
  const counts = `${trial.objects} objects, ${trial.pods} pods, ${twins} planted mistakes`;
  return `  ${name.padEnd(11)} ${counts}: ${verdict}, ${seconds.toFixed(1)} s`;
}

/** Each finding with its file. */
export function findingLines(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ file, reason }) => `    ${file}: ${reason}`);
}
