import { type App, Size } from 'cdk8s';
import { load } from 'js-yaml';
import { type Resources } from '../charts/lib/container';
import { type Image } from '../charts/lib/image';
import { type Site } from '../charts/lib/site';
import { Tier } from '../charts/lib/tier';
import { emit, type Files } from '../charts/lib/writer/emit';

/** A rendered object, as a reader of YAML sees it. */
export interface Rendered {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels: Record<string, string>;
    readonly annotations?: Record<string, string>;
  };
  readonly spec?: unknown;
  readonly data?: Record<string, string>;
  readonly rules?: unknown;
}

/** The part of a pod that tests look at. */
export interface RenderedPod {
  readonly automountServiceAccountToken: boolean;
  readonly terminationGracePeriodSeconds: number;
  readonly securityContext: Record<string, unknown>;
  readonly containers: readonly RenderedContainer[];
  readonly initContainers?: readonly (RenderedContainer & { readonly restartPolicy?: string })[];
  readonly volumes?: readonly Record<string, unknown>[];
}

export interface RenderedContainer {
  readonly name: string;
  readonly image: string;
  readonly args?: readonly string[];
  readonly env: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: unknown }[];
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[];
  readonly resources: { readonly requests: Record<string, string>; readonly limits: Record<string, string> };
  readonly securityContext: Record<string, unknown>;
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string; readonly readOnly?: boolean }[];
  readonly startupProbe?: RenderedProbe;
  readonly livenessProbe?: RenderedProbe;
  readonly readinessProbe?: RenderedProbe;
}

export interface RenderedProbe {
  readonly httpGet: { readonly path: string; readonly port: number; readonly scheme: string };
}

export const testSite: Site = {
  registry: 'registry.test',
  images: {
    'chatbot-builder': 'unpublished',
    database: 'unpublished',
    'llama-server': 'unpublished',
    'llm-gateway': 'unpublished',
    'llm-replica': 'unpublished',
    postgres: 'unpublished',
    realtime: 'unpublished',
  },
  allowUnpublished: true,
  issuer: 'test-issuer',
  apiServer: [{ cidr: '192.0.2.1/32', port: 6443 }],
  dns: { namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' }, port: 53 },
  entrance: { namespace: 'edge', labels: { 'app.kubernetes.io/name': 'edge' } },
  storageClass: 'test-disks',
  logLevel: 'info',
};

export const autoscaling: NonNullable<Site['autoscaling']> = {
  keda: { namespace: 'operators', labels: { 'app.kubernetes.io/name': 'keda-operator' } },
  prometheus: { namespace: 'monitoring', labels: { 'app.kubernetes.io/name': 'prometheus' } },
  prometheusUrl: 'https://prometheus.monitoring.svc:9090',
};

export const testImage: Image = { app: 'parrot', reference: 'registry.test/parrot:1', version: '1' };

export const testResources: Resources = { cpuMillis: 100, memory: Size.mebibytes(64) };

/** A tier with nothing in it. */
export class TestTier extends Tier {
  constructor(app: App, name = 'aviary', site: Site = testSite) {
    super(app, name, { site });
  }
}

/** Everything that an app renders. */
export function rendered(app: App): readonly Rendered[] {
  return parsed(emit(app));
}

/** Everything in a set of files; the summaries for tools are left out. */
export function parsed(files: Files): readonly Rendered[] {
  return [...files].filter(([path]) => path.endsWith('.yaml')).map(([, text]) => load(text) as Rendered);
}

/** One object by kind and name. @throws Error naming what there is of that kind. */
export function find(objects: readonly Rendered[], kind: string, name: string): Rendered {
  const found = objects.find((object) => object.kind === kind && object.metadata.name === name);
  if (found) return found;
  throw new Error(`no ${kind} "${name}"; there is ${namesOf(objects, kind).join(', ') || 'none'}`);
}

/** Names of all objects of a kind, in order. */
export function namesOf(objects: readonly Rendered[], kind: string): string[] {
  return objects
    .filter((object) => object.kind === kind)
    .map(({ metadata }) => metadata.name)
    .sort();
}

/** The pod that an object starts. */
export function podOf(object: Rendered): RenderedPod {
  return (object.spec as { readonly template: { readonly spec: RenderedPod } }).template.spec;
}

/** The first container of the pod that an object starts. */
export function containerOf(object: Rendered): RenderedContainer {
  const [container] = podOf(object).containers;
  if (!container) throw new Error(`${object.kind} ${object.metadata.name} has no container`);
  return container;
}

/** Variables of a container by name; those that come from the pod have no value. */
export function variablesOf(container: RenderedContainer): Record<string, string | undefined> {
  return Object.fromEntries(container.env.map(({ name, value }) => [name, value]));
}
