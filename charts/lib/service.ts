import { k8s } from 'cdk8s-plus-28';
import { type Construct } from 'constructs';
import { Manifest } from './manifest';

/** A Service in front of the pods. */
export interface ServiceProps {
  readonly name: string;
  /** `balanced` has one address, `every-pod` resolves to all of them, ready or not. @default 'balanced' */
  readonly reach?: 'balanced' | 'every-pod';
  /** Labels that a pod needs besides the workload's own. @default - none */
  readonly only?: Readonly<Record<string, string>>;
}

/** What the Service stands in front of. */
export interface ServedPods {
  readonly labels: Readonly<Record<string, string>>;
  readonly selector: Readonly<Record<string, string>>;
  readonly ports: Readonly<Record<string, number>>;
}

/** Makes a Service whose ports are those of the pods. */
export function service(scope: Construct, props: ServiceProps, { labels, selector, ports }: ServedPods): void {
  const { name, reach = 'balanced', only = {} } = props;
  const spec: k8s.ServiceSpec = {
    selector: { ...selector, ...only },
    ports: Object.entries(ports).map(([port, number]) => ({
      name: port,
      port: number,
      targetPort: k8s.IntOrString.fromString(port),
    })),
    ...(reach === 'every-pod' && { clusterIp: 'None', publishNotReadyAddresses: true }),
  };
  const body = () => ({ spec: k8s.toJson_ServiceSpec(spec) as object });
  new Manifest(scope, `service-${name}`, { apiVersion: 'v1', kind: 'Service', name, labels, body });
}

/** Every spelling under which a Service is dialled; one that reaches every pod also has a name per pod. */
export function dnsNames({ name, reach }: ServiceProps, namespace: string): string[] {
  const full = `${name}.${namespace}.svc.cluster.local`;
  const names = [name, `${name}.${namespace}`, `${name}.${namespace}.svc`, full];
  return reach === 'every-pod' ? [...names, `*.${name}.${namespace}.svc`, `*.${full}`] : names;
}
