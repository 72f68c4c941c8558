import { setTimeout as sleep } from 'node:timers/promises';
import { Scaffold } from '../api/scaffold';
import { hasCondition } from '../api/condition';
import type { KubernetesApi } from '../api/kubernetes-api';
import type { Cluster } from '../cluster/cluster';
import type { Json } from '../manifests/manifest';
import { connectFrom } from '../node/probe-pod';
import { stopwatch } from '../progress';
import { cast, namespace, policies } from './probe-pods';

/** One thing that must come true in the cluster. */
interface Check {
  readonly sentence: string;
  readonly isSo: (api: KubernetesApi) => Promise<boolean>;
  /** What is applied before it is looked at. @default - nothing */
  readonly after?: readonly Json[];
}

const checks: readonly Check[] = [
  {
    sentence: 'three pods run under Pod Security restricted',
    after: cast,
    isSo: async (api) => {
      for (const pod of ['door', 'friend', 'stranger'])
        if (!hasCondition(await api.get(`/api/v1/namespaces/${namespace}/pods/${pod}`), 'Ready')) return false;
      return true;
    },
  },
  { sentence: 'a pod reaches a Service by its name', isSo: (api) => answers(api, 'friend', /^connected/) },
  { sentence: 'and so does any other pod, without policies', isSo: (api) => answers(api, 'stranger', /^connected/) },
  {
    sentence: 'a NetworkPolicy drops the packets of a stranger',
    after: policies,
    isSo: (api) => answers(api, 'stranger', /i\/o timeout/),
  },
  { sentence: 'and lets those of a friend pass', isSo: (api) => answers(api, 'friend', /^connected/) },
];

/** Proves that the node runs containers and that its network does what policies say. @returns how many checks failed */
export async function proveRunning({ api }: Cluster, interruption: AbortSignal): Promise<number> {
  console.log('\nContainers');
  const scaffold = new Scaffold(api);
  let failures = 0;
  for (const { sentence, after = [], isSo } of checks) {
    interruption.throwIfAborted();
    const seconds = stopwatch();
    for (const object of after) await scaffold.make(object);
    const verdict = await eventually(() => isSo(api));
    if (!verdict) failures += 1;
    console.log(`  ${sentence.padEnd(52)} ${verdict ? `${seconds().toFixed(1).padStart(7)} s` : ' FAILED'}`);
  }
  return failures;
}

/** A pod tries to connect to the door, and says how it went. */
async function answers(api: KubernetesApi, pod: string, expected: RegExp): Promise<boolean> {
  const [answer = ''] = await connectFrom(api, { namespace, name: pod }, [`door.${namespace}.svc:80`]);
  return expected.test(answer);
}

/** Kubernetes promises no moment, only that it comes: half a minute is many times what it takes. */
async function eventually(isSo: () => Promise<boolean>): Promise<boolean> {
  for (const end = Date.now() + 30_000; Date.now() < end; await sleep(100)) if (await isSo()) return true;
  return false;
}
