import { type Size } from 'cdk8s';
import { type ContainerProps, type Probes, type Resources, type Variables } from './container';
import { type Image } from './image';
import { type Mounted } from './pod-template';
import { type SecretRef } from './secret-ref';
import { type ServiceProps } from './service';

/** How many pods. An autoscaled workload states no number: two writers of it would fight. */
export type Replicas =
  | { readonly kind: 'fixed'; readonly count: number }
  | { readonly kind: 'autoscaled'; readonly min: number; readonly max: number };

/** A disk per pod, which makes the workload a StatefulSet. */
export interface DiskProps {
  readonly path: string;
  readonly size: Size;
}

/** What a workload is made of. */
export interface WorkloadProps {
  /** Name of the app, its image and its contract. */
  readonly app: string;
  readonly image: Image;
  /** Its part in the tier, as a label. */
  readonly component: string;
  readonly replicas: Replicas;
  readonly resources: Resources;
  /** Whether the house's variables are set (ports, TLS files, log level). @default 'house' */
  readonly variables?: { readonly style?: 'house' | 'own'; readonly own: Variables };
  /** Chooses among the image's commands. @default - the image's own */
  readonly args?: readonly string[];
  /** Named ports. @default - users 8080, admin 9090 */
  readonly ports?: Readonly<Record<string, number>>;
  /** @default - /livez and /readyz on the admin port */
  readonly probes?: Probes;
  /** The first one carries the workload's name in certificates. */
  readonly services: readonly [ServiceProps, ...ServiceProps[]];
  /** More names of the certificate. @default - the Services' only */
  readonly alsoNamed?: readonly string[];
  /** @default - none */
  readonly secrets?: readonly SecretRef[];
  /** @default - none */
  readonly mounted?: readonly Mounted[];
  /** @default - none, which makes a Deployment */
  readonly disk?: DiskProps;
  /** @default - none */
  readonly sidecar?: Omit<ContainerProps, 'mounts'>;
  /** Time from the polite signal to the end, in seconds. @default 30 */
  readonly gracePeriodSeconds?: number;
  /** User id of the processes. @default 65532 */
  readonly userId?: number;
  /** Whether the pods speak to the API server. @default 'none' */
  readonly apiAccess?: 'none' | 'own-role';
  /** Labels of the pods besides the workload's own. @default - none */
  readonly podLabels?: Readonly<Record<string, string>>;
  /** Annotations of the pods. @default - none */
  readonly podAnnotations?: Readonly<Record<string, string>>;
  /** Seconds a new pod must be ready before the next is replaced. @default - none: ready is enough */
  readonly minReadySeconds?: number;
}
