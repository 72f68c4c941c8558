/** A path under which people outside reach a Service. */
export interface Entrance {
  /** Prefix of the path. */
  readonly path: string;
  readonly namespace: string;
  readonly service: string;
  readonly port: number;
}
