import type { Certificate } from '../manifests/certificate';
import type { Platform } from '../manifests/platform';
import { podsBehind, type Addresses, type PodIdentity } from '../services/addresses';

/** The addresses that a certificate answers for: the pods that mount its secret, and the services in front of them. */
export function addressesOf(certificate: Certificate, platform: Platform, addresses: Addresses): readonly string[] {
  const holders = addresses.pods.filter((pod) => mounts(pod, certificate));
  const services = platform.services.filter((service) =>
    podsBehind(service, addresses.pods).some((pod) => holders.includes(pod)),
  );
  const all = [...holders.map(({ address }) => address), ...services.map((service) => addresses.of(service))];
  return certificate.usages.includes('server auth') ? [...new Set(all)] : [];
}

function mounts({ workload }: PodIdentity, { tier, secretName }: Certificate): boolean {
  if (workload.tier !== tier) return false;
  const sources = workload.template.volumes.flatMap((volume) => volume.sources);
  return sources.some((source) => source.kind === 'secret' && source.name === secretName);
}
