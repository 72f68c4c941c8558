import {
  Metadata,
  status,
  type handleUnaryCall,
  type ServerWritableStream,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { serviceDefinition } from '../grpc/service-definition';
import { ROLES, type Role } from '../queue/ticket';
import type { DemandSource } from './demand-source';

/** KEDA's protocol; see `contract/externalscaler.proto`. */
export const externalScalerDefinition = serviceDefinition('externalscaler.proto', 'externalscaler.ExternalScaler');

interface ScaledObjectRef {
  readonly scalerMetadata?: Readonly<Record<string, string>>;
}

type ActivityStream = ServerWritableStream<ScaledObjectRef, { readonly result: boolean }>;

const METRIC = 'desired-replicas';

/** One stream for each ScaledObject and operator; many more are a mistake. */
const MOST_STREAMS = 32;

/**
 * Answers KEDA: the wanted number itself, with a target of 1 for each replica.
 *
 * The stream tells of activity and never of its end. KEDA asks `IsActive` at every poll, and one end said too early
 * would take the last replica away.
 */
export class ExternalScaler {
  private readonly streams = new Map<ActivityStream, Role>();
  private readonly stopListening: () => void;

  constructor(private readonly source: DemandSource) {
    this.stopListening = source.onActivation((role) => this.push(role));
  }

  get implementation(): UntypedServiceImplementation {
    return {
      IsActive: answer((ref: ScaledObjectRef) => ({ result: this.source.isActive(roleOf(ref)) })),
      GetMetricSpec: answer((ref: ScaledObjectRef) => {
        roleOf(ref);
        return { metricSpecs: [{ metricName: METRIC, targetSize: 1, targetSizeFloat: 1 }] };
      }),
      GetMetrics: answer(({ scaledObjectRef }: { readonly scaledObjectRef: ScaledObjectRef | null }) => {
        const desired = this.source.desired(roleOf(scaledObjectRef ?? {}));
        return { metricValues: [{ metricName: METRIC, metricValue: desired, metricValueFloat: desired }] };
      }),
      StreamIsActive: (stream: ActivityStream) => this.open(stream),
    };
  }

  /** Ends every stream with OK: KEDA turns to another gateway. */
  close(): void {
    this.stopListening();
    for (const stream of this.streams.keys()) stream.end();
    this.streams.clear();
  }

  private open(stream: ActivityStream): void {
    try {
      const role = roleOf(stream.request);
      if (this.streams.size >= MOST_STREAMS) throw tooManyStreams();
      this.streams.set(stream, role);
      for (const over of ['cancelled', 'close', 'error']) stream.on(over, () => this.streams.delete(stream));
      stream.sendMetadata(new Metadata());
      if (this.source.isActive(role)) stream.write({ result: true });
    } catch (error) {
      stream.emit('error', error);
    }
  }

  private push(role: Role): void {
    for (const [stream, wanted] of this.streams) if (wanted === role) stream.write({ result: true });
  }
}

/** A status that gRPC sends to the caller. */
class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    readonly code: status,
    readonly details: string,
  ) {
    super(details);
  }
}

/** What a trigger's metadata asks for. @throws Refusal for a role that does not exist. */
function roleOf({ scalerMetadata }: ScaledObjectRef): Role {
  const wanted = scalerMetadata?.['role'] ?? 'chat';
  const role = ROLES.find((known) => known === wanted);
  if (role) return role;
  const details = `The trigger's metadata has role "${wanted}": write one of ${ROLES.join(', ')}, or leave it out.`;
  throw new Refusal(status.INVALID_ARGUMENT, details);
}

function answer<Question, Answer>(give: (question: Question) => Answer): handleUnaryCall<Question, Answer> {
  return ({ request }, callback) => {
    try {
      callback(null, give(request));
    } catch (error) {
      callback(error instanceof Refusal ? error : { code: status.INTERNAL, details: 'The gateway failed.' });
    }
  };
}

function tooManyStreams(): Refusal {
  return new Refusal(status.RESOURCE_EXHAUSTED, `This gateway has ${MOST_STREAMS} streams already.`);
}
