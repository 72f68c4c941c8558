import { isModel, type PlannedContainer, type PlannedPod } from '../pods/plan';
import type { Rewrite } from '../pods/rewriting';

export interface ExplanationOptions {
  readonly pods: readonly PlannedPod[];
  /** State folder, which most paths begin with. */
  readonly state: string;
  /** What is started in the place of a container's image. */
  readonly startOf: (container: PlannedContainer) => string;
}

/** Everything that differs from the manifests, pod by pod, as `--explain` prints it. */
export function explanation({ pods, state, startOf }: ExplanationOptions): string {
  const header = [
    'Changed from the manifests: the image becomes a start command, service names in variables become loopback',
    'addresses, mount paths in variables and arguments become folders. BIND_ADDRESS is set; PATH, HOME, TMPDIR and LANG',
    'are given to every process, as an image would. With --model, the name of the model follows. Nothing else.',
    `<state> is ${state}`,
    '',
  ];
  const lines = pods.flatMap((pod) => podLines(pod, startOf)).map((line) => line.replaceAll(state, '<state>'));
  return [...header, ...lines].join('\n');
}

function podLines(pod: PlannedPod, startOf: ExplanationOptions['startOf']): readonly string[] {
  const { name, address, workload } = pod.identity;
  const title = `${name} (${workload.kind} ${workload.tier}/${workload.name})`;
  const containers = [...pod.initContainers, ...pod.containers];
  return [title, ...containers.flatMap((container) => containerLines(container, address, startOf(container))), ''];
}

function containerLines(container: PlannedContainer, address: string, start: string): readonly string[] {
  return [
    `  image ${arrow({ from: container.image, to: start })}`,
    ...[...container.hostRewrites].map(([name, rewrite]) => `  host  ${name}: ${arrow(rewrite)}`),
    ...container.mounts.map((mount) => {
      return `  mount ${arrow({ from: mount.mountPath, to: isModel(mount) ? 'the fetched model' : mount.path })}`;
    }),
    `  set   BIND_ADDRESS=${address}`,
  ];
}

function arrow({ from, to }: Rewrite): string {
  return `${from} → ${to}`;
}
