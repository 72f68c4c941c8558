import type { PlannedContainer, PlannedPod } from '../pods/plan';

/** Everything that differs from the manifests, pod by pod, as `--explain` prints it. */
export function explanation(pods: readonly PlannedPod[], startOf: (container: PlannedContainer) => string): string {
  const header = [
    'What the runner changes, and nothing else: the image becomes a start command, service names in variables become',
    'loopback addresses, mount paths become folders of the pod, and BIND_ADDRESS is set.',
    '',
  ];
  return [...header, ...pods.flatMap((pod) => podLines(pod, startOf))].join('\n');
}

interface Change {
  readonly from: string;
  readonly to: string;
}

function podLines(pod: PlannedPod, startOf: (container: PlannedContainer) => string): readonly string[] {
  const { name, address, workload } = pod.identity;
  const containers = [...pod.initContainers, ...pod.containers];
  return [
    `${name} (${workload.kind} ${workload.tier}/${workload.name})`,
    ...containers.flatMap((container) => {
      const image = line('image', container.name, { from: container.image, to: startOf(container) });
      const rewrites = container.rewrites.map((rewrite) => line(rewrite.what, rewrite.where, rewrite));
      const models = container.mounts.flatMap((mount) => modelLines(mount));
      return [image, ...rewrites, ...models, `  ${'set'.padEnd(6)} BIND_ADDRESS = ${address}`];
    }),
    '',
  ];
}

function line(what: string, where: string, { from, to }: Change): string {
  return `  ${what.padEnd(6)} ${where}: ${from} → ${to}`;
}

function modelLines({ volume, mountPath }: PlannedContainer['mounts'][number]): readonly string[] {
  return volume.sources.flatMap((source) =>
    source.kind === 'image'
      ? [line('mount', mountPath, { from: source.reference, to: 'the fetched model, named by its variable' })]
      : [],
  );
}
