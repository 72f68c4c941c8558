import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { Failure } from '../failure';
import { Field } from '../manifests/field';
import type { PlannedContainer } from '../pods/plan';
import { rewriteMounts } from '../pods/rewriting';

/** What the embedded server takes over from the configuration of the clustered one. */
export interface PatroniSettings {
  /** Lines of `pg_hba.conf`. */
  readonly hba: readonly string[];
  readonly parameters: Readonly<Record<string, string>>;
  readonly tls: { readonly cert: string; readonly key: string; readonly ca: string };
}

/** Parameters that belong to a cluster, to its paths, or to modules that the embedded server does not have. */
const notHere =
  /^(archive_|restore_|recovery_|wal_keep|hot_standby|max_replication|max_wal_senders|synchronous_|primary_|shared_preload|pg_stat_|unix_socket|listen_|port$|ssl|log_|logging_|cluster_name|data_directory|hba_file|ident_file|huge_pages)/;

/** Reads `patroni.yml` out of the container's mounts, as it was materialised. @throws Failure naming what is missing */
export function readPatroniSettings(container: PlannedContainer, pod: string): PatroniSettings {
  const file = findConfiguration(container, pod);
  const configuration = new Field(load(readFileSync(file, 'utf8')), `${pod}: patroni.yml`);
  const postgresql = configuration.at('postgresql');
  const shared = configuration.at('bootstrap').at('dcs').at('postgresql');
  const parameters = { ...parametersOf(shared.at('parameters')), ...parametersOf(postgresql.at('parameters')) };
  const hba = [shared.at('pg_hba'), postgresql.at('pg_hba')].flatMap((lines) =>
    lines.items().map((line) => line.text()),
  );
  return { hba, parameters: supported(parameters), tls: tlsFiles(parameters, container, pod) };
}

function findConfiguration(container: PlannedContainer, pod: string): string {
  for (const { path } of container.mounts) {
    const file = [path, join(path, 'patroni.yml')].find((candidate) => isConfiguration(candidate));
    if (file) return file;
  }
  throw new Failure(`${pod}: no mount of container ${container.name} holds patroni.yml: run \`npm run synth\``);
}

function isConfiguration(path: string): boolean {
  return /patroni\.ya?ml$/.test(path) && existsSync(path);
}

function parametersOf(parameters: Field): Readonly<Record<string, string>> {
  const value = parameters.value;
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).map(([name, setting]) => [name, spelled(setting)]));
}

function spelled(setting: unknown): string {
  if (typeof setting === 'boolean') return setting ? 'on' : 'off';
  return String(setting);
}

function supported(parameters: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => !notHere.test(name)));
}

function tlsFiles(parameters: Readonly<Record<string, string>>, container: PlannedContainer, pod: string) {
  const mounts = new Map(container.mounts.map(({ mountPath, path }) => [mountPath, path]));
  const named = (parameter: string) => {
    const path = parameters[parameter];
    return path === undefined ? undefined : rewriteMounts(path, mounts);
  };
  const folder = container.mounts.map(({ path }) => path).find((path) => existsSync(path) && hasCertificate(path));
  const fallback = (file: string) => (folder === undefined ? undefined : join(folder, file));
  const cert = named('ssl_cert_file') ?? fallback('tls.crt');
  const key = named('ssl_key_file') ?? fallback('tls.key');
  const ca = named('ssl_ca_file') ?? fallback('ca.crt');
  if (cert && key && ca) return { cert, key, ca };
  throw new Failure(`${pod}: patroni.yml names no ssl_cert_file, ssl_key_file and ssl_ca_file: run \`npm run synth\``);
}

function hasCertificate(folder: string): boolean {
  try {
    return readdirSync(folder).includes('tls.crt');
  } catch {
    return false;
  }
}
