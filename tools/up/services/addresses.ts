import { Failure } from '../failure';
import type { Platform } from '../manifests/platform';
import type { Service } from '../manifests/service';
import type { Workload } from '../manifests/workload';
import { applicationOf } from '../manifests/image';

/** First octets of every address that the runner gives out; the third is the checkout's own. */
const network = '127.64';

/** Where pods begin in the last octet; services stand below. */
const firstPod = 100;

/** One pod of a workload. */
export interface PodIdentity {
  readonly name: string;
  readonly workload: Workload;
  readonly address: string;
}

/** The loopback addresses of one run. */
export interface Addresses {
  readonly pods: readonly PodIdentity[];
  /** Address that a service's name stands for: its own, or its first pod's when it is headless. */
  of(service: Service): string;
  /** Address of a host name as a container of `tier` may write it; none when it is not ours. */
  ofHost(host: string, tier: string): string | undefined;
}

/**
 * Gives every pod and every service an address, in the order of their names, so that two runs agree.
 * @param octet third octet, which keeps checkouts apart
 * @throws Failure when there are more than addresses
 */
export function assignAddresses(platform: Platform, octet: number): Addresses {
  const pods = nameOrder(platform.workloads)
    .flatMap(podNames)
    .map((pod, index) => {
      return { ...pod, address: `${network}.${octet}.${bounded(firstPod + index, 254)}` };
    });
  const services = new Map(
    nameOrder(platform.services).map((service, index) => {
      const own = `${network}.${octet}.${bounded(1 + index, firstPod - 1)}`;
      return [key(service), addressOf(service, pods, own)];
    }),
  );
  return {
    pods,
    of: (service) => services.get(key(service)) ?? '',
    ofHost: (host, tier) => resolveHost(host, tier, { services, pods }),
  };
}

/** The pods that a service's selector means. */
export function podsBehind(service: Service, pods: readonly PodIdentity[]): readonly PodIdentity[] {
  const wanted = [...service.selector];
  if (wanted.length === 0) return [];
  return pods.filter(({ workload }) => {
    const isSelected = wanted.every(([label, value]) => labelOf(workload, label) === value);
    return workload.tier === service.tier && workload.kind !== 'Job' && isSelected;
  });
}

/** Patroni marks the leader while it runs; on a laptop the only database server is always the leader. */
function labelOf({ template }: Workload, label: string): string | undefined {
  const isDatabase = template.containers.some(({ image }) => applicationOf(image) === 'postgres');
  return template.labels.get(label) ?? (isDatabase && label === 'role' ? 'primary' : undefined);
}

function podNames(workload: Workload): readonly { readonly name: string; readonly workload: Workload }[] {
  if (workload.kind === 'Job') return [{ name: workload.name, workload }];
  return Array.from({ length: workload.replicas }, (_, index) => ({ name: `${workload.name}-${index}`, workload }));
}

function addressOf(service: Service, pods: readonly PodIdentity[], own: string): string {
  return service.isHeadless ? (podsBehind(service, pods)[0]?.address ?? own) : own;
}

function resolveHost(
  host: string,
  tier: string,
  known: { readonly services: ReadonlyMap<string, string>; readonly pods: readonly PodIdentity[] },
): string | undefined {
  const labels = host.replace(/\.svc(\.cluster\.local)?$/, '').split('.');
  if (labels.length === 1) return known.services.get(`${tier}/${labels[0]}`);
  if (labels.length === 2) return known.services.get(`${labels[1]}/${labels[0]}`);
  const [pod, , namespace] = labels;
  return known.pods.find(({ name, workload }) => name === pod && workload.tier === namespace)?.address;
}

function nameOrder<T extends { readonly tier: string; readonly name: string }>(items: readonly T[]): readonly T[] {
  return [...items].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

function key({ tier, name }: { readonly tier: string; readonly name: string }): string {
  return `${tier}/${name}`;
}

function bounded(value: number, most: number): number {
  if (value <= most) return value;
  throw new Failure('dist/local has more pods or services than a laptop has addresses for: lower the replicas');
}
