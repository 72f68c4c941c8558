import { App } from 'cdk8s';
import { llmInstances, realtimeServers, type PodRange } from '../charts/lib/capacity';
import { checkBudget } from '../charts/lib/connection-budget';
import { type Entrance } from '../charts/lib/entrance';
import { modelOf } from '../charts/lib/model';
import { type Site } from '../charts/lib/site';
import { type Replicas } from '../charts/lib/workload-props';
import { FrontOffice } from '../charts/front-office/front-office';
import { Llm, type PoolProps } from '../charts/llm/llm';
import { Postgres } from '../charts/postgres/postgres';
import { Realtime } from '../charts/realtime/realtime';
import { type Cluster, type PoolChoices } from './cluster';
import { imageLock, modelLock } from './locks';

/** A cluster's tiers, connected. */
export interface Platform {
  readonly app: App;
  readonly entrances: readonly Entrance[];
}

/**
 * The composition: which tiers there are, and who is handed what.
 * Being handed an endpoint is the permission to call it; nothing else is.
 */
export function platform(cluster: Cluster): Platform {
  const app = new App();
  const site = siteOf(cluster);
  const { tiers, audience } = cluster;

  const postgres = new Postgres(app, { site, demo: cluster.demo, ...tiers.postgres, resources: tiers.postgres });
  const llm = new Llm(app, {
    site,
    gateways: tiers.llm.gateways,
    chat: pool(tiers.llm.chat, scaled(cluster, tiers.llm.chat.count, llmInstances(audience))),
    embeddings: pool(tiers.llm.embeddings, { kind: 'fixed', count: tiers.llm.embeddings.count ?? 2 }),
  });
  const realtime = new Realtime(app, {
    site,
    replicas: scaled(cluster, tiers.realtime.count, realtimeServers(audience)),
    answerModel: tiers.llm.chat.model,
    embeddingModel: tiers.llm.embeddings.model,
  });
  const frontOffice = new FrontOffice(app, { site, ...tiers.frontOffice });

  realtime.connect({
    answers: llm.chat,
    embeddings: llm.embeddings,
    logDatabase: postgres.readWrite,
    retrievalDatabase: postgres.pooled,
  });

  checkBudget(app, tiers.postgres.maxConnections);
  return { app, entrances: [realtime.entrance, frontOffice.entrance] };
}

function siteOf({ network, ...cluster }: Cluster): Site {
  const { registry, allowUnpublished, issuer, storageClass, logLevel, autoscaling } = cluster;
  return {
    ...network,
    registry,
    images: imageLock,
    allowUnpublished,
    issuer,
    storageClass,
    logLevel,
    ...(autoscaling && { autoscaling }),
  };
}

function pool({ engine, model, cpuMillis, memory }: PoolChoices, replicas: Replicas): PoolProps {
  return { engine, model: modelOf(model, modelLock), replicas, resources: { cpuMillis, memory } };
}

/** A stated count is fixed; otherwise the audience's range is scaled, or its most is run where nothing scales. */
function scaled({ autoscaling }: Cluster, count: number | undefined, range: PodRange): Replicas {
  if (count !== undefined) return { kind: 'fixed', count };
  return autoscaling ? { kind: 'autoscaled', ...range } : { kind: 'fixed', count: range.max };
}
