import type { Field } from './field';
import { readProbe, type Probe } from './probe';
import { readVolume, type Volume } from './volume';

/** Where the value of an environment variable comes from. */
export type EnvironmentSource =
  | { readonly kind: 'value'; readonly text: string }
  | { readonly kind: 'field'; readonly path: string }
  | { readonly kind: 'secret' | 'configMap'; readonly name: string; readonly key: string };

export interface EnvironmentVariable {
  readonly name: string;
  readonly source: EnvironmentSource;
}

export interface Mount {
  readonly volume: string;
  readonly path: string;
  readonly subPath: string | undefined;
}

export interface ContainerPort {
  readonly name: string | undefined;
  readonly number: number;
}

/** The three questions that a container can be asked. */
export interface Probes {
  readonly startup: Probe | undefined;
  readonly liveness: Probe | undefined;
  readonly readiness: Probe | undefined;
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly args: readonly string[];
  readonly environment: readonly EnvironmentVariable[];
  readonly mounts: readonly Mount[];
  readonly ports: readonly ContainerPort[];
  readonly probes: Probes;
}

export interface PodTemplate {
  readonly labels: ReadonlyMap<string, string>;
  /** Run one after the other, each to its end, before the containers start. */
  readonly initContainers: readonly Container[];
  readonly containers: readonly Container[];
  readonly volumes: readonly Volume[];
  /** Seconds between SIGTERM and SIGKILL. */
  readonly graceSeconds: number;
}

/** Reads the `template` of a workload. */
export function readPodTemplate(template: Field): PodTemplate {
  const spec = template.at('spec');
  return {
    labels: template.at('metadata').at('labels').texts(),
    initContainers: spec.at('initContainers').items().map(readInitContainer),
    containers: spec.at('containers').items().map(readContainer),
    volumes: spec.at('volumes').items().map(readVolume),
    // 30 s is Kubernetes' own default.
    graceSeconds: spec.at('terminationGracePeriodSeconds').integerOr(30),
  };
}

function readInitContainer(container: Field): Container {
  if (!container.at('restartPolicy').isAbsent) throw container.at('restartPolicy').refuse('is not done on the laptop');
  return readContainer(container);
}

function readContainer(container: Field): Container {
  for (const name of ['command', 'envFrom']) {
    if (!container.at(name).isAbsent) throw container.at(name).refuse('is not understood by the laptop runner');
  }
  refuseOtherProbes(container);
  return {
    name: container.at('name').text(),
    image: container.at('image').text(),
    args: container
      .at('args')
      .items()
      .map((item) => item.text()),
    environment: container.at('env').items().map(readVariable),
    mounts: container.at('volumeMounts').items().map(readMount),
    ports: container.at('ports').items().map(readPort),
    probes: {
      startup: readProbe(container.at('startupProbe')),
      liveness: readProbe(container.at('livenessProbe')),
      readiness: readProbe(container.at('readinessProbe')),
    },
  };
}

const probeNames: readonly string[] = ['startupProbe', 'livenessProbe', 'readinessProbe'];

/** A probe under a mistyped name would never be asked, and nobody would notice. */
function refuseOtherProbes(container: Field): void {
  const other = container.names().find((name) => /probe$/i.test(name) && !probeNames.includes(name));
  if (other !== undefined) throw container.at(other).refuse(`is no probe: expected one of ${probeNames.join(', ')}`);
}

function readVariable(variable: Field): EnvironmentVariable {
  return { name: variable.at('name').text(), source: readSource(variable) };
}

function readSource(variable: Field): EnvironmentSource {
  const from = variable.at('valueFrom');
  if (from.isAbsent) return { kind: 'value', text: variable.at('value').textOr('') };
  if (!from.at('fieldRef').isAbsent) return { kind: 'field', path: from.at('fieldRef').at('fieldPath').text() };
  if (!from.at('secretKeyRef').isAbsent) return { kind: 'secret', ...readKey(from.at('secretKeyRef')) };
  if (!from.at('configMapKeyRef').isAbsent) return { kind: 'configMap', ...readKey(from.at('configMapKeyRef')) };
  throw from.refuse('has a source that the laptop runner does not know');
}

function readKey(reference: Field): { readonly name: string; readonly key: string } {
  return { name: reference.at('name').text(), key: reference.at('key').text() };
}

function readMount(mount: Field): Mount {
  return {
    volume: mount.at('name').text(),
    path: mount.at('mountPath').text(),
    subPath: mount.at('subPath').textOr(undefined),
  };
}

function readPort(port: Field): ContainerPort {
  return { name: port.at('name').textOr(undefined), number: port.at('containerPort').integer() };
}
