import { type Size } from 'cdk8s';
import { type Audience } from '../charts/lib/capacity';
import { type AddressRange, type Autoscaling, type DnsPods, type OutsidePods } from '../charts/lib/site';
import { type Engine } from '../charts/llm/engine';

/** What a cluster must say about itself; the rest is derived. */
export interface Cluster {
  /** Name of its folder in `dist/`. */
  readonly name: string;
  /** Whom it serves at its busiest; numbers of pods follow from it. */
  readonly audience: Audience;
  /** Oldest Kubernetes that its manifests are for; image volumes need 1.35. */
  readonly kubernetes: '1.35' | '1.36';
  readonly network: Network;
  /** Storage class of data volumes. */
  readonly storageClass: string;
  /** Registry and path of the platform's own images. */
  readonly registry: string;
  /** Whether images without a digest may run. */
  readonly allowUnpublished: boolean;
  /** Name of the ClusterIssuer of the private authority. */
  readonly issuer: string;
  /** Public name under which pages and chat are reached. */
  readonly host: string;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
  /** KEDA and Prometheus. @default - nothing scales by itself */
  readonly autoscaling?: Autoscaling;
  /** Whether the demo bot is published and fed with this project's own documentation. */
  readonly demo: boolean;
  readonly tiers: Tiers;
}

/** Addresses that policies name. */
export interface Network {
  /** The API server's real addresses, behind its Service. */
  readonly apiServer: readonly AddressRange[];
  readonly dns: DnsPods;
  /** The pods through which visitors come. */
  readonly entrance: OutsidePods;
}

/** Every tier that exists; a cluster states each that it runs. */
export interface Tiers {
  readonly postgres: PostgresChoices;
  readonly llm: LlmChoices;
  readonly realtime: RealtimeChoices;
  readonly frontOffice: FrontOfficeChoices;
}

export interface PostgresChoices {
  readonly members: 1 | 3;
  readonly disk: Size;
  readonly cpuMillis: number;
  readonly memory: Size;
  readonly maxConnections: number;
  /** 0 where the image has Debian's pgvector 0.8.0. */
  readonly maintenanceWorkers: number;
}

export interface LlmChoices {
  readonly gateways: number;
  readonly chat: PoolChoices;
  readonly embeddings: PoolChoices;
}

export interface PoolChoices {
  readonly engine: Engine;
  /** Name in models.lock.json. */
  readonly model: string;
  readonly cpuMillis: number;
  readonly memory: Size;
  /** Instances at once. @default - from the audience */
  readonly count?: number;
}

export interface RealtimeChoices {
  /** Servers at once. @default - from the audience */
  readonly count?: number;
}

export interface FrontOfficeChoices {
  readonly origins: number;
}
