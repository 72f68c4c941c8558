import { join } from 'node:path';
import { publish, publishFile } from '../charts/lib/writer/publish';
import { clusters } from './clusters';
import { drawing, rendering } from './rendering';

/** Everything is rendered before anything is written: a synthesis that throws changes nothing. */
function synthesize(root: string): void {
  const rendered = new Map(clusters.map((cluster) => [cluster.name, rendering(cluster)]));
  const page = drawing(clusters);
  publish(join(root, 'dist'), rendered);
  publishFile(join(root, 'docs/platform.md'), page);
}

// Compiled to build/clusters; another folder than the checkout may be given.
synthesize(process.argv[2] ?? join(__dirname, '../..'));
