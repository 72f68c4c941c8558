import { Size } from 'cdk8s';
import { CLIENTS_PER_LLM_INSTANCE } from '../lib/capacity';
import { type Resources, type Variables } from '../lib/container';
import { imageOf } from '../lib/image';
import { checkModelFits, type NamedModel } from '../lib/model';
import { type Mounted } from '../lib/pod-template';
import { type Tier } from '../lib/tier';
import { Workload } from '../lib/workload';
import { type Replicas } from '../lib/workload-props';
import { type Engine, llamaServer } from './engine';

/** Replicas are dialled by address; whatever their pool, their certificates carry this name. */
export const REPLICA_SERVER_NAME = 'llm-replica.llm.svc';

/** Folder at which a model's image appears. */
const MODELS = '/models';

export interface ReplicaProps {
  /** Workload's name. */
  readonly name: string;
  readonly role: 'chat' | 'embeddings';
  readonly engine: Engine;
  readonly model: NamedModel;
  readonly replicas: Replicas;
  /** What the engine may use, guard included where it runs inside. */
  readonly resources: Resources;
}

/** Model instances: a guard that owns five slots, beside or around its engine. */
export function replica(tier: Tier, props: ReplicaProps): Workload {
  const { name, role, engine, model, replicas, resources } = props;
  checkModelFits(model, resources.memory);
  const threads = Math.max(1, Math.floor(resources.cpuMillis / 1_000));
  const isBeside = engine === 'llama-server';
  return new Workload(tier, name, {
    app: 'llm-replica',
    image: imageOf('llm-replica', tier.site),
    component: role,
    replicas,
    resources: isBeside ? guardResources : resources,
    variables: { own: { ...replicaVariables(props), THREADS: String(threads) } },
    ...(isBeside && {
      sidecar: llamaServer({
        image: imageOf('llama-server', tier.site),
        modelFile: modelFile(model),
        contextTokens: model.contextTokens,
        threads,
        resources,
      }),
    }),
    mounted: [modelVolume(tier, model), scratch],
    services: [{ name, reach: 'every-pod' }],
    alsoNamed: name === 'llm-replica' ? [] : [REPLICA_SERVER_NAME],
    // The longest answer is finished before the instance goes.
    gracePeriodSeconds: 130,
  });
}

function replicaVariables({ role, engine, model }: ReplicaProps): Variables {
  return {
    POD_NAME: { podField: 'metadata.name' },
    POD_IP: { podField: 'status.podIP' },
    ROLE: role,
    SLOTS: String(CLIENTS_PER_LLM_INSTANCE),
    ENGINE: engine,
    ...(engine === 'llama-server' && { ENGINE_URL: 'http://127.0.0.1:8081' }),
    MODEL_FILE: modelFile(model),
    MODEL_NAME: model.name,
    CONTEXT_TOKENS: String(model.contextTokens),
    ADVERTISED_URL: 'https://$(POD_IP):8080',
  };
}

/** The guard itself only copies tokens. */
const guardResources: Resources = { cpuMillis: 250, memory: Size.mebibytes(256) };

const scratch: Mounted = { kind: 'scratch', name: 'temporary', path: '/tmp', limit: Size.mebibytes(256) };

function modelFile({ file }: NamedModel): string {
  return `${MODELS}/${file}`;
}

function modelVolume(tier: Tier, { name, release }: NamedModel): Mounted {
  const app = `model-${name}`;
  const image = imageOf(app, { ...tier.site, images: { [app]: release } });
  return { kind: 'image', name: 'model', image, path: MODELS };
}
