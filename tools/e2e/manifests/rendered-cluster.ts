import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Failure } from '../../up/failure';
import { readManifest, type Manifest } from './manifest';

/** A permitted call, as the inventory has it: `namespace/workload` to `namespace/workload`. */
export interface Flow {
  readonly from: string;
  readonly to: string;
  readonly port: number;
}

/** The manifests of one cluster. */
export interface RenderedCluster {
  readonly name: string;
  readonly manifests: readonly Manifest[];
  /** Every call that the platform permits. */
  readonly flows: readonly Flow[];
}

/**
 * Reads every cluster's manifests.
 * @param dist folder with one folder per cluster
 * @param checkout the folder that file names are relative to
 * @throws Failure when there are none: proofs of nothing prove nothing
 */
export function readRenderedClusters(dist: string, checkout: string): readonly RenderedCluster[] {
  const names = existsSync(dist) ? foldersIn(dist) : [];
  if (names.length === 0) throw new Failure(`${relative(checkout, dist)} has no clusters: run \`npm run synth\``);
  return names.map((name) => {
    const manifests = filesIn(join(dist, name)).map((path) =>
      readManifest(relative(checkout, path), readFileSync(path, 'utf8')),
    );
    if (manifests.length === 0) throw new Failure(`${relative(checkout, join(dist, name))} has no manifests`);
    return { name, manifests, flows: readFlows(join(dist, name, 'inventory.json')) };
  });
}

function readFlows(file: string): readonly Flow[] {
  const { flows = [] } = JSON.parse(readFileSync(file, 'utf8')) as { flows?: readonly Flow[] };
  return flows;
}

function foldersIn(folder: string): readonly string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

function filesIn(folder: string): readonly string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.yaml'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
