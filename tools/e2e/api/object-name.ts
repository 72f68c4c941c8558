/** Which object of a cluster is meant. */
export interface ObjectName {
  /** For example `apps/v1`, or `v1`. */
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** @default - the object stands outside namespaces, or its manifest does not say */
  readonly namespace?: string;
}
