import { Failure } from '../failure';
import type { Entrance } from '../manifests/inventory';
import type { Platform } from '../manifests/platform';
import type { Service, ServicePort } from '../manifests/service';
import type { Target } from '../services/forwarder';
import type { Backend } from './passage';

/** The pods that a service port stands for now. */
export type TargetLookup = (service: Service, port: ServicePort) => readonly Target[];

/** Paths below which a backend answers. */
export interface Route {
  readonly path: string;
  readonly backend: Backend;
}

/** The backends of the platform's entrances, the longest path first. @throws Failure when one leads nowhere */
export function findRoutes(platform: Platform, lookUp: TargetLookup): readonly Route[] {
  const routes = platform.inventory.entrances.map((entrance) => {
    return { path: entrance.path, backend: backendOf(entrance, platform, lookUp) };
  });
  return routes.sort((a, b) => b.path.length - a.path.length);
}

function backendOf(entrance: Entrance, platform: Platform, lookUp: TargetLookup): Backend {
  const isMeant = ({ name, tier }: Service) => name === entrance.service && tier === entrance.tier;
  const service = platform.services.find(isMeant);
  const port = service?.ports.find((candidate) => candidate.port === entrance.port);
  if (!service || !port)
    throw new Failure(
      `the entrance ${entrance.path} leads to ${entrance.tier}/${entrance.service}, which is not in dist/local: run \`npm run synth\``,
    );
  return {
    serverName: `${service.name}.${service.tier}.svc`,
    targets: () => lookUp(service, port).map(({ address, port: number }) => `${address}:${number}`),
  };
}
