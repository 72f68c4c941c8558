import { type Size } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { type Image } from './image';

/** Where a variable's value comes from: the text itself, or a field of the running pod. */
export type Variable = string | { readonly podField: 'metadata.name' | 'metadata.namespace' | 'status.podIP' };

/** Variables in the order in which they may refer to one another as `$(NAME)`. */
export type Variables = Readonly<Record<string, Variable>>;

/**
 * Variables of several origins as one list.
 *
 * @throws Error naming a variable that two of them set: one would silently win.
 */
export function allVariables(owner: string, ...origins: readonly Variables[]): Variables {
  const entries = origins.flatMap((variables) => Object.entries(variables));
  const names = entries.map(([name]) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new Error(`"${owner}" sets the variable ${twice} twice: rename the prop or the variable`);
  return Object.fromEntries(entries);
}

/** What a container may use. Memory is limited to what is requested, CPU is not limited: a limit only adds waiting. */
export interface Resources {
  readonly cpuMillis: number;
  readonly memory: Size;
}

/** Probes on a port; each path means something else. */
export interface Probes {
  readonly port: number;
  readonly scheme: 'HTTPS' | 'HTTP';
  /** Has started; until then the other two wait. */
  readonly startup: string;
  /** Lives; otherwise it is restarted. Never depends on a neighbour. */
  readonly liveness: string;
  /** Can take work; otherwise it gets none. */
  readonly readiness: string;
  /** Longest start, in seconds. @default 120 */
  readonly startupSeconds?: number;
}

/** One container, before the house's defaults. */
export interface ContainerProps {
  readonly name: string;
  readonly image: Image;
  /** Chooses among the image's commands. @default - the image's own */
  readonly args?: readonly string[];
  readonly variables: Variables;
  /** Named ports. @default - none */
  readonly ports?: Readonly<Record<string, number>>;
  readonly resources: Resources;
  /** @default - none, for what runs to its end */
  readonly probes?: Probes;
  /** Where volumes appear, by the volume's name. */
  readonly mounts: readonly k8s.VolumeMount[];
}

/** A container that may do nothing but its work: no privilege, no capability, no writing outside its volumes. */
export function container(props: ContainerProps): k8s.Container {
  const { name, image, args, variables, ports, resources, probes, mounts } = props;
  return {
    name,
    image: image.reference,
    imagePullPolicy: 'IfNotPresent',
    ...(args && { args: [...args] }),
    env: Object.entries(variables).map(([variable, value]) => environmentVariable(variable, value)),
    ...(ports && { ports: Object.entries(ports).map(([port, number]) => ({ name: port, containerPort: number })) }),
    resources: requirements(resources),
    ...(probes && probesOf(probes)),
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
    },
    volumeMounts: [...mounts],
  };
}

function environmentVariable(name: string, value: Variable): k8s.EnvVar {
  if (typeof value === 'string') return { name, value };
  return { name, valueFrom: { fieldRef: { fieldPath: value.podField } } };
}

function requirements({ cpuMillis, memory }: Resources): k8s.ResourceRequirements {
  const bytes = k8s.Quantity.fromString(memory.asString());
  return { requests: { cpu: k8s.Quantity.fromString(cores(cpuMillis)), memory: bytes }, limits: { memory: bytes } };
}

/** As the API server would write it; otherwise the two would differ for ever. */
function cores(millis: number): string {
  return millis % 1_000 === 0 ? String(millis / 1_000) : `${millis}m`;
}

function probesOf({ port, scheme, startup, liveness, readiness, startupSeconds = 120 }: Probes) {
  const get = (path: string) => ({
    httpGet: { path, port: k8s.IntOrString.fromNumber(port), scheme },
    timeoutSeconds: 5,
  });
  const everySeconds = 2;
  return {
    startupProbe: {
      ...get(startup),
      periodSeconds: everySeconds,
      failureThreshold: Math.ceil(startupSeconds / everySeconds),
    },
    livenessProbe: { ...get(liveness), periodSeconds: 10, failureThreshold: 3 },
    readinessProbe: { ...get(readiness), periodSeconds: 5, failureThreshold: 2 },
  };
}
