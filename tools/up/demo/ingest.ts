import { join } from 'node:path';
import { Failure } from '../failure';
import type { Certificate } from '../manifests/certificate';
import type { Demo } from '../manifests/inventory';
import type { Platform } from '../manifests/platform';
import type { EnvironmentVariable, Mount } from '../manifests/pod-template';
import type { Volume } from '../manifests/volume';
import type { Workload } from '../manifests/workload';

const tier = 'scraping';
const folders = { tls: '/etc/perchoir/tls', database: '/etc/perchoir/knowledge-database' };
const secrets = { tls: 'demo-tls', database: 'demo-knowledge-database' };

/**
 * The platform with a Job for each folder of documents that the demo bot is to know. A cluster's documents come from
 * the crawler; the laptop has none, so these Jobs are described here, in the same terms as every other.
 */
export function withIngest(platform: Platform, demo: Demo, checkout: string): Platform {
  const environment = environmentOf(platform);
  const jobs = demo.knowledge.map((folder) => {
    const args = ['ingest', join(checkout, folder), '--bot', demo.bot];
    return job(`demo-${folder.replaceAll('/', '-')}`, args, environment);
  });
  const certificates = [clientCertificate(secrets.tls, `tier:${tier}`), clientCertificate(secrets.database, 'scraper')];
  return {
    ...platform,
    workloads: [...platform.workloads, ...jobs],
    certificates: [...platform.certificates, ...certificates],
  };
}

/** Whether a workload is one of the Jobs above: the chat is up without it. */
export function isIngest(workload: Workload): boolean {
  return workload.tier === tier && workload.kind === 'Job';
}

function job(name: string, args: readonly string[], environment: readonly EnvironmentVariable[]): Workload {
  const container = {
    name,
    image: 'perchoir/scraping-agent',
    args,
    environment,
    mounts: [mount('tls', folders.tls), mount('knowledge-database', folders.database)],
    ports: [],
    probes: { startup: undefined, liveness: undefined, readiness: undefined },
  };
  const volumes = [secretVolume('tls', secrets.tls), secretVolume('knowledge-database', secrets.database)];
  const labels = new Map([['app.kubernetes.io/name', name]]);
  const template = { labels, initContainers: [], containers: [container], volumes, graceSeconds: 10 };
  return { kind: 'Job', name, tier, replicas: 1, template, claims: [], backoffLimit: 6 };
}

/** The same database and embeddings that the realtime servers were handed, as another role. */
function environmentOf(platform: Platform): readonly EnvironmentVariable[] {
  const database = new URL(valueOf(platform, 'LOG_DATABASE_URL'));
  database.username = 'scraper';
  const authority = `${folders.tls}/ca.crt`;
  const values = {
    KNOWLEDGE_DATABASE_URL: database.href,
    KNOWLEDGE_DATABASE_CA_FILE: authority,
    KNOWLEDGE_DATABASE_CERT_FILE: `${folders.database}/tls.crt`,
    KNOWLEDGE_DATABASE_KEY_FILE: `${folders.database}/tls.key`,
    KNOWLEDGE_DATABASE_SERVER_NAME: valueOf(platform, 'LOG_DATABASE_SERVER_NAME'),
    EMBEDDINGS_URL: valueOf(platform, 'EMBEDDINGS_URL'),
    EMBEDDINGS_CA_FILE: authority,
    EMBEDDINGS_SERVER_NAME: valueOf(platform, 'EMBEDDINGS_SERVER_NAME'),
    EMBEDDING_MODEL: valueOf(platform, 'EMBEDDING_MODEL'),
    TLS_CERT_FILE: `${folders.tls}/tls.crt`,
    TLS_KEY_FILE: `${folders.tls}/tls.key`,
  };
  return Object.entries(values).map(([name, text]) => ({ name, source: { kind: 'value', text } }));
}

/** The value of a variable that some container of the platform has. */
export function valueOf(platform: Platform, name: string): string {
  const containers = platform.workloads.flatMap(({ template }) => template.containers);
  const variables = containers.flatMap(({ environment }) => environment).filter((variable) => variable.name === name);
  const source = variables[0]?.source;
  if (source?.kind === 'value') return source.text;
  throw new Failure(
    `no workload of dist/local has the variable ${name}: start with --no-demo, or run \`npm run synth\``,
  );
}

function clientCertificate(secretName: string, commonName: string): Certificate {
  return { name: secretName, tier, secretName, commonName, dnsNames: [], usages: ['client auth'] };
}

function mount(volume: string, path: string): Mount {
  return { volume, path, subPath: undefined };
}

function secretVolume(name: string, secret: string): Volume {
  return { name, sources: [{ kind: 'secret', name: secret, items: undefined, isOptional: false }] };
}
