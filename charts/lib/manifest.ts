import { createHash } from 'node:crypto';
import { ApiObject, Chart } from 'cdk8s';
import { type Construct } from 'constructs';
import { type JsonObject, plainObject } from './json';

/** One Kubernetes object. */
export interface ManifestProps {
  /** Group and version, for example `apps/v1`. */
  readonly apiVersion: string;
  /** Kind, for example `Deployment`. */
  readonly kind: string;
  /** The object's name, always explicit: a name derived from the construct tree changes when code moves. */
  readonly name: string;
  /** Whether the name ends in a digest of the content, so that other content is another object. @default 'as-said' */
  readonly naming?: 'as-said' | 'with-digest';
  /** Whether the object lives in the tier's namespace or belongs to the cluster. @default 'namespace' */
  readonly scope?: 'namespace' | 'cluster';
  /** Labels besides the tier's own. @default - the tier's labels only */
  readonly labels?: Readonly<Record<string, string>>;
  /** Annotations. @default - none */
  readonly annotations?: Readonly<Record<string, string>>;
  /** Everything but apiVersion, kind and metadata; called when the platform is complete. */
  readonly body: () => object;
}

/**
 * An object that reaches `dist/` exactly as it was said: cdk8s's own serialization removes what it does not know,
 * this one refuses it (see `plainObject`).
 */
export class Manifest extends ApiObject {
  private readonly document: ManifestProps;

  /** cdk8s takes every API object for an instance of each of its classes; ours must be told apart. */
  static override [Symbol.hasInstance](value: unknown): value is Manifest {
    return ApiObject.isApiObject(value) && 'document' in value;
  }

  constructor(scope: Construct, id: string, props: ManifestProps) {
    super(scope, id, { apiVersion: props.apiVersion, kind: props.kind, metadata: { name: props.name } });
    this.document = props;
  }

  /** @throws Error naming the path of a value that YAML cannot carry. */
  override toJson(): JsonObject {
    const { apiVersion, kind } = this.document;
    const body = plainObject(this.document.body(), `${kind} ${this.name}`);
    return { apiVersion, kind, metadata: this.metadataJson(body), ...body };
  }

  private metadataJson(body: JsonObject): JsonObject {
    const { name, naming, scope = 'namespace', labels, annotations } = this.document;
    const chart = Chart.of(this);
    return {
      name: naming === 'with-digest' ? `${name}-${digestOf(body)}` : name,
      ...(scope === 'namespace' && { namespace: chart.namespace ?? chart.node.id }),
      labels: { ...chart.labels, ...labels },
      ...(annotations && { annotations }),
    };
  }
}

function digestOf(body: JsonObject): string {
  return createHash('sha256').update(JSON.stringify(body)).digest('hex').slice(0, 8);
}
