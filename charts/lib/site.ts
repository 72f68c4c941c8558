import { type ImageLock } from './image';

/** Pods of another namespace that are not described here, for example an operator's. */
export interface OutsidePods {
  /** Their namespace. */
  readonly namespace: string;
  /** Labels that select them. */
  readonly labels: Readonly<Record<string, string>>;
}

/** The pods that answer DNS, and where: a policy sees the pods' own port, which need not be the Service's 53. */
export interface DnsPods extends OutsidePods {
  readonly port: number;
}

/** Addresses outside the pod network. */
export interface AddressRange {
  /** The range, for example `10.0.0.1/32`. */
  readonly cidr: string;
  /** TCP port. */
  readonly port: number;
}

/** What watches and scales workloads, where a cluster has it. */
export interface Autoscaling {
  /** The pods of KEDA's operator, which ask the external scaler. */
  readonly keda: OutsidePods;
  /** The pods that scrape every admin port. */
  readonly prometheus: OutsidePods;
  /** Address at which KEDA asks Prometheus. */
  readonly prometheusUrl: string;
}

/** The facts of a cluster that every tier needs. Tiers know no cluster: they are handed this. */
export interface Site {
  /** Registry and path before the name of a first-party image, for example `registry.example.org/perchoir`. */
  readonly registry: string;
  /** Tags and digests of images. */
  readonly images: ImageLock;
  /** Whether first-party images without a digest may be rendered. */
  readonly allowUnpublished: boolean;
  /** Name of the ClusterIssuer behind the private authority of everything inside. */
  readonly issuer: string;
  /** The API server's real addresses: a NetworkPolicy is applied after the Service's address was translated. */
  readonly apiServer: readonly AddressRange[];
  /** The pods that answer DNS. */
  readonly dns: DnsPods;
  /** The pods through which visitors come. */
  readonly entrance: OutsidePods;
  /** Storage class of data volumes. */
  readonly storageClass: string;
  /** How much the services log. */
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
  /** KEDA and Prometheus. @default - nothing scales by itself, nothing scrapes */
  readonly autoscaling?: Autoscaling;
}
