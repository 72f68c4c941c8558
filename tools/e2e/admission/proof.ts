import type { Cluster } from '../cluster/cluster';
import type { RenderedCluster } from '../manifests/rendered-cluster';
import { stopwatch, timed } from '../progress';
import { addDefinitions } from './definitions';
import type { Finding } from './finding';
import { clusterLine, findingLines } from './report';
import { Scaffold } from '../api/scaffold';
import { tryCluster } from './trial';
import { mistakeNames, twinsOf } from './twin';
import { tryTwins } from './twin-trial';

/** What one cluster's proof came to. */
interface Proof {
  readonly findings: readonly Finding[];
  /** Names of the mistakes that there was a manifest for. */
  readonly planted: readonly string[];
}

/**
 * Proves that a real API server takes every object of every rendered cluster without a warning, and that it would
 * have noticed mistakes. Prints a line for each cluster, and the findings.
 * @returns how many findings there are
 */
export async function proveAdmission(
  cluster: Cluster,
  rendered: readonly RenderedCluster[],
  interruption: AbortSignal,
): Promise<number> {
  console.log(`\nAdmission by ${cluster.description}`);
  const foundations = new Scaffold(cluster.api);
  try {
    await timed('definitions of KEDA and cert-manager', () => addDefinitions(cluster, foundations));
    const proofs: Proof[] = [];
    for (const each of rendered) {
      interruption.throwIfAborted();
      proofs.push(await proveOne(cluster, each, foundations));
    }
    const planted = new Set(proofs.flatMap((proof) => proof.planted));
    const unproven = mistakeNames.filter((name) => !planted.has(name));
    for (const name of unproven) console.log(`  no manifest to plant ${name} in: nothing shows that it is noticed`);
    return unproven.length + proofs.reduce((sum, { findings }) => sum + findings.length, 0);
  } finally {
    if (cluster.outlivesRun) await timed('removal of what was created', () => foundations.remove());
  }
}

/**
 * Namespaces are left to the clusters that follow, because each takes Kubernetes five seconds to delete; service
 * accounts are not, because a pod must find those of its own cluster only.
 */
async function proveOne({ api }: Cluster, rendered: RenderedCluster, foundations: Scaffold): Promise<Proof> {
  const seconds = stopwatch();
  const accounts = new Scaffold(api);
  try {
    await ensureAll('Namespace', rendered, foundations);
    await ensureAll('ServiceAccount', rendered, accounts);
    const trial = await tryCluster(api, rendered);
    const twins = twinsOf(rendered.manifests);
    const missed = await tryTwins(api, twins);
    const findings = [...trial.findings, ...missed];
    console.log(clusterLine({ name: rendered.name, trial, twins: twins.length, findings, seconds: seconds() }));
    for (const line of findingLines(findings)) console.log(line);
    return { findings, planted: twins.map(({ mistake }) => mistake) };
  } finally {
    await accounts.remove();
  }
}

async function ensureAll(kind: string, { manifests }: RenderedCluster, scaffold: Scaffold): Promise<void> {
  for (const { object, text } of manifests.filter((manifest) => manifest.object.kind === kind))
    await scaffold.ensure(object, text);
}
