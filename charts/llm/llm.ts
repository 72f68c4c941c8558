import { type Construct } from 'constructs';
import { type Resources } from '../lib/container';
import { type HttpsEndpoint } from '../lib/endpoint';
import { type NamedModel } from '../lib/model';
import { Tier, type TierProps } from '../lib/tier';
import { housePorts } from '../lib/house';
import { type Workload } from '../lib/workload';
import { type Replicas } from '../lib/workload-props';
import { type Engine } from './engine';
import { gateway, SCALER_PORT } from './gateway';
import { replica } from './replica';
import { scaleOnWantedSlots } from './slot-scaling';

/** One pool of model instances. */
export interface PoolProps {
  readonly engine: Engine;
  readonly model: NamedModel;
  readonly replicas: Replicas;
  readonly resources: Resources;
}

/** What a cluster chooses about its models. */
export interface LlmProps extends TierProps {
  readonly gateways: number;
  /** The pool that writes answers. */
  readonly chat: PoolProps;
  /** The pool that turns texts into vectors. */
  readonly embeddings: PoolProps;
}

/** Models behind gateways that know every free slot. */
export class Llm extends Tier {
  /** OpenAI-compatible chat. */
  readonly chat: HttpsEndpoint;
  /** OpenAI-compatible embeddings, at the same doors. */
  readonly embeddings: HttpsEndpoint;

  constructor(scope: Construct, props: LlmProps) {
    super(scope, 'llm', props);
    const doors = gateway(this, { count: props.gateways });
    const chat = replica(this, { name: 'llm-replica', role: 'chat', ...props.chat });
    const embeddings = replica(this, { name: 'llm-embeddings', role: 'embeddings', ...props.embeddings });
    const peers = doors.pods.offer({
      ...declared(doors, 'peers', 'llm-gateway-peers'),
      kind: 'peers',
      port: SCALER_PORT,
    });
    doors.connect({
      // A gateway alone has no peers to agree with.
      peers: props.gateways > 1 ? peers : undefined,
      chatReplicas: { kind: 'discovered', provider: chat.pods, port: housePorts.users },
      embeddingsReplicas: { kind: 'discovered', provider: embeddings.pods, port: housePorts.users },
    });
    // Every gateway must hear every heartbeat: the name resolves to all of them.
    const heartbeat = doors.pods.offer(declared(doors, 'heartbeat', 'llm-gateway-peers'));
    [chat, embeddings].forEach((pool) => pool.connect({ gateway: heartbeat }));
    this.chat = doors.pods.offer(declared(doors, 'chat'));
    this.embeddings = doors.pods.offer(declared(doors, 'embeddings'));
    if (this.site.autoscaling) scaleOnWantedSlots(this, { gateway: doors, chat, autoscaling: this.site.autoscaling });
  }
}

/** An endpoint of the gateways; whichever Service leads to them, they show one name. */
function declared(doors: Workload, name: string, service?: string) {
  const [host, serverName] = [doors.host(service), doors.host()];
  return { kind: 'https', name: `llm.${name}`, host, serverName, port: housePorts.users } as const;
}
