import { emit, type Files } from '../charts/lib/writer/emit';
import { inventory } from '../charts/lib/writer/inventory';
import { picture } from '../charts/lib/writer/picture';
import { type Cluster } from './cluster';
import { platform } from './platform';

/** The demo bot, fed with this project's own documentation. */
const demo = { bot: 'demo', knowledge: ['docs'] };

/** The files of a cluster, by their path below its folder. */
export function rendering(cluster: Cluster): Files {
  const { app, entrances } = platform(cluster);
  const { name, kubernetes, audience, host } = cluster;
  const facts = { cluster: name, kubernetes, audience, host, entrances, demo: cluster.demo ? demo : null };
  return new Map([...emit(app), ['inventory.json', inventory(app, facts)]]);
}

/** The page that shows who may call whom, drawn from the last cluster. */
export function drawing(clusters: readonly [...Cluster[], Cluster]): string {
  const [cluster] = clusters.slice(-1) as [Cluster];
  return picture(platform(cluster).app, cluster.name);
}
