import type { Service, ServicePort } from '../manifests/service';
import type { Pod } from '../pods/pod';
import { podsBehind, type Addresses } from './addresses';
import { Forwarder, type Target } from './forwarder';

/** The forwarders of all services that are not headless. */
export class ServiceNet {
  private readonly forwarders: readonly Forwarder[];

  constructor(
    services: readonly Service[],
    private readonly addresses: Addresses,
    private readonly pods: readonly Pod[],
  ) {
    this.forwarders = services
      .filter(({ isHeadless }) => !isHeadless)
      .flatMap((service) => service.ports.map((port) => this.forwarder(service, port)));
  }

  async open(): Promise<void> {
    await Promise.all(this.forwarders.map((forwarder) => forwarder.open()));
  }

  async close(): Promise<void> {
    await Promise.all(this.forwarders.map((forwarder) => forwarder.close()));
  }

  /** The ready pods behind a service, each at the port that the service port means there. */
  targets(service: Service, port: ServicePort): readonly Target[] {
    const behind = podsBehind(service, this.addresses.pods);
    const ready = this.pods.filter((pod) => pod.isReady && behind.includes(pod.identity));
    return ready.flatMap(({ identity }) => {
      const number = targetPort(identity, port);
      return number === undefined ? [] : [{ address: identity.address, port: number }];
    });
  }

  private forwarder(service: Service, port: ServicePort): Forwarder {
    return new Forwarder({
      name: `${service.tier}/${service.name}`,
      listen: { address: this.addresses.of(service), port: port.port },
      targets: () => this.targets(service, port),
    });
  }
}

function targetPort({ workload }: Pod['identity'], { target }: ServicePort): number | undefined {
  if (typeof target === 'number') return target;
  const ports = workload.template.containers.flatMap(({ ports: declared }) => declared);
  return ports.find(({ name }) => name === target)?.number;
}
