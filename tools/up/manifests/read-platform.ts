import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { loadAll, YAMLException } from 'js-yaml';
import { Failure } from '../failure';
import { readCertificate, type Certificate } from './certificate';
import { Field } from './field';
import { readInventory } from './inventory';
import type { ConfigMap, Platform } from './platform';
import { readService, type Service } from './service';
import { readWorkload, type Workload } from './workload';

/** Kinds that a cluster acts on and the runner has no use for: rights, limits, scaling, and where they belong. */
const unneededKinds: ReadonlySet<string> = new Set([
  'Namespace',
  'NetworkPolicy',
  'PodDisruptionBudget',
  'PrometheusRule',
  'Role',
  'RoleBinding',
  'ScaledObject',
  'ServiceAccount',
  'ServiceMonitor',
  'TriggerAuthentication',
]);

interface Found {
  readonly workloads: Workload[];
  readonly services: Service[];
  readonly configMaps: ConfigMap[];
  readonly certificates: Certificate[];
}

/**
 * Reads the manifests of one cluster.
 * @param folder for example `dist/local`
 * @param checkout the folder that file names in errors are relative to
 * @throws Failure naming the file and the field that cannot be understood
 */
export function readPlatform(folder: string, checkout: string): Platform {
  if (!existsSync(folder)) throw new Failure(`${relative(checkout, folder)} is missing: run \`npm run synth\``);
  const found: Found = { workloads: [], services: [], configMaps: [], certificates: [] };
  for (const path of manifestFiles(folder)) {
    const file = relative(checkout, path);
    for (const document of parse(path, file)) add(found, document);
  }
  if (found.workloads.length === 0)
    throw new Failure(`${relative(checkout, folder)} has no workloads: run \`npm run synth\``);
  return { ...found, inventory: readInventory(join(folder, 'inventory.json'), checkout) };
}

function manifestFiles(folder: string): readonly string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.yaml'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function parse(path: string, file: string): readonly Field[] {
  try {
    const documents: unknown[] = loadAll(readFileSync(path, 'utf8'));
    return documents.filter((document) => document !== null).map((document) => new Field(document, file));
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const line = error.mark ? `:${error.mark.line + 1}` : '';
    throw new Failure(`${file}${line} is not YAML: ${error.reason}; run \`npm run synth\``);
  }
}

function add(found: Found, document: Field): void {
  const kind = document.at('kind').text();
  switch (kind) {
    case 'Deployment':
    case 'StatefulSet':
    case 'Job':
      found.workloads.push(readWorkload(kind, document));
      return;
    case 'Service':
      found.services.push(readService(document));
      return;
    case 'Certificate':
      found.certificates.push(readCertificate(document));
      return;
    case 'ConfigMap':
      found.configMaps.push(readConfigMap(document));
      return;
    default:
      if (!unneededKinds.has(kind))
        throw document.at('kind').refuse(`is ${kind}, which the laptop runner does not know`);
  }
}

function readConfigMap(document: Field): ConfigMap {
  return {
    name: document.at('metadata').at('name').text(),
    tier: document.at('metadata').at('namespace').text(),
    data: document.at('data').texts(),
  };
}
