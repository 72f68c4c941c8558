import { join } from 'node:path';
import { emit, type Files } from '../charts/lib/writer/emit';
import { inventory } from '../charts/lib/writer/inventory';
import { picture } from '../charts/lib/writer/picture';
import { publish, publishFile } from '../charts/lib/writer/publish';
import { type Cluster } from './cluster';
import { local } from './local';
import { platform } from './platform';
import { production } from './production';
import { proof } from './proof';
import { staging } from './staging';

const clusters: readonly Cluster[] = [local, proof, staging, production];

const root = join(__dirname, '../..');

/** Everything is rendered before anything is written: a synthesis that throws changes nothing. */
function synthesize(): void {
  const rendered = new Map(clusters.map((cluster) => [cluster.name, render(cluster)]));
  const page = picture(platform(production).app);
  publish(join(root, 'dist'), rendered);
  publishFile(join(root, 'docs/platform.md'), page);
}

function render(cluster: Cluster): Files {
  const { app, entrances } = platform(cluster);
  const summary = inventory(app, {
    cluster: cluster.name,
    entrances,
    demo: cluster.demo ? { bot: 'demo', knowledge: ['docs'] } : null,
  });
  return new Map([...emit(app), ['inventory.json', summary]]);
}

synthesize();
