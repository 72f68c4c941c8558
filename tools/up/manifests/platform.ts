import type { Certificate } from './certificate';
import type { Inventory } from './inventory';
import type { Service } from './service';
import type { Workload } from './workload';

/** The texts of one ConfigMap. */
export interface ConfigMap {
  readonly name: string;
  readonly tier: string;
  readonly data: ReadonlyMap<string, string>;
}

/** What the manifests of one cluster say, as far as the runner acts on it. */
export interface Platform {
  readonly workloads: readonly Workload[];
  readonly services: readonly Service[];
  readonly configMaps: readonly ConfigMap[];
  readonly certificates: readonly Certificate[];
  readonly inventory: Inventory;
}
