import type { Container } from '../manifests/pod-template';
import type { Service } from '../manifests/service';

/** The services that a pod's variables name. */
export interface Neighbours {
  readonly databases: readonly Service[];
  readonly others: readonly Service[];
}

const databaseSchemes = new Set(['postgres', 'postgresql', 'mysql']);

/** Finds the services behind the URLs of a pod's variables. */
export function neighboursIn(containers: readonly Container[], tier: string, services: readonly Service[]): Neighbours {
  const urls = containers.flatMap(({ environment }) => environment.flatMap(({ source }) => urlsIn(source)));
  const found = urls.flatMap(({ scheme, host }) => {
    const service = services.find((candidate) => isNamed(candidate, host, tier));
    return service ? [{ scheme, service }] : [];
  });
  const isDatabase = ({ scheme }: { scheme: string }) => databaseSchemes.has(scheme);
  const databases = new Set(found.filter(isDatabase).map(({ service }) => service));
  const others = new Set(found.filter((item) => !isDatabase(item)).map(({ service }) => service));
  return { databases: [...databases], others: [...others] };
}

function urlsIn(source: Container['environment'][number]['source']) {
  if (source.kind !== 'value') return [];
  const matches = source.text.matchAll(/([a-z]+):\/\/(?:[^/@\s]*@)?([a-z0-9][a-z0-9.-]*)/g);
  return [...matches].map(([, scheme = '', host = '']) => ({ scheme, host }));
}

function isNamed(service: Service, host: string, tier: string): boolean {
  const [name, namespace = tier] = host.replace(/\.svc(\.cluster\.local)?$/, '').split('.');
  return service.name === name && service.tier === namespace;
}
