import { type Construct } from 'constructs';
import { type DatabaseEndpoint, type HttpsEndpoint, login } from '../lib/endpoint';
import { Tier, type TierProps } from '../lib/tier';
import { outsideParty } from '../lib/flow';
import { housePorts } from '../lib/house';
import { type Workload } from '../lib/workload';
import { type Replicas } from '../lib/workload-props';
import { type Entrance } from '../lib/entrance';
import { server } from './server';
import { scaleOnUsers } from './user-scaling';

/** What a cluster chooses about its chat servers. */
export interface RealtimeProps extends TierProps {
  readonly replicas: Replicas;
  /** Name of the model that writes answers. */
  readonly answerModel: string;
  /** Name of the model that the stored vectors come from. */
  readonly embeddingModel: string;
}

/** What the tier is handed, and may call for that reason. */
export interface RealtimeConnections {
  /** Writes answers. */
  readonly answers: HttpsEndpoint;
  /** Turns questions into vectors. */
  readonly embeddings: HttpsEndpoint;
  /** The log of conversations. */
  readonly logDatabase: DatabaseEndpoint<'realtime'>;
  /** Finds passages. */
  readonly retrievalDatabase: DatabaseEndpoint<'realtime_reader'>;
}

/** Chat with visitors over Socket.IO. */
export class Realtime extends Tier {
  /** Where visitors come in. */
  readonly entrance: Entrance;
  private readonly server: Workload;

  constructor(scope: Construct, props: RealtimeProps) {
    super(scope, 'realtime', props);
    this.server = server(this, props);
    this.server.pods.admit(outsideParty('visitors', this.site.entrance), 'chat', housePorts.users);
    this.entrance = { path: '/socket.io/', service: this.server.name, namespace: this.tier, port: housePorts.users };
    if (this.site.autoscaling) scaleOnUsers(this, this.server, this.site.autoscaling);
  }

  connect({ logDatabase, retrievalDatabase, ...models }: RealtimeConnections): void {
    this.server.connect({
      ...models,
      logDatabase: login(logDatabase, { role: 'realtime', connections: 10 }),
      retrievalDatabase: login(retrievalDatabase, { role: 'realtime_reader', connections: 5 }),
    });
  }
}
