import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addresses, nodeName } from './addresses';
import { createAuthority, createKeyPair, issue, type Authority, type Pair, type Subject } from './authority';
import { writeKubeconfig } from './kubeconfig';

/** Names under which pods and people reach the API. */
const apiNames = ['localhost', 'kubernetes', 'kubernetes.default', 'kubernetes.default.svc'];

const apiServer: Subject = {
  commonName: 'kube-apiserver',
  usage: 'server',
  dnsNames: [...apiNames, 'kubernetes.default.svc.cluster.local'],
  addresses: ['127.0.0.1', addresses.node, addresses.apiService],
};

/** What kubelet answers with, on the address by which the API server knows the node. */
const kubelet: Subject = {
  commonName: `system:node:${nodeName}`,
  organization: 'system:nodes',
  usage: 'server',
  addresses: [addresses.node],
};

/** Who may do what follows from these names: RBAC knows them. */
const users: Readonly<Record<string, Subject>> = {
  admin: { commonName: 'admin', organization: 'system:masters', usage: 'client' },
  'kube-controller-manager': { commonName: 'system:kube-controller-manager', usage: 'client' },
  kubelet: { commonName: `system:node:${nodeName}`, organization: 'system:nodes', usage: 'client' },
  'kube-proxy': { commonName: 'system:kube-proxy', usage: 'client' },
  'network-policy': { commonName: 'network-policy', organization: 'system:masters', usage: 'client' },
  'kubelet-client': { commonName: 'kube-apiserver', organization: 'system:masters', usage: 'client' },
  'kube-scheduler': { commonName: 'system:kube-scheduler', usage: 'client' },
};

/** Writes every key, certificate and kubeconfig of a new cluster into a folder. */
export async function writeCertificates(keys: string): Promise<void> {
  mkdirSync(keys, { recursive: true, mode: 0o700 });
  const cluster = await writeAuthority(keys, 'cluster');
  const aggregation = await writeAuthority(keys, 'aggregation');
  write(keys, 'kube-apiserver', await issue(cluster, apiServer));
  write(keys, 'kubelet-serving', await issue(cluster, kubelet));
  write(keys, 'aggregator', await issue(aggregation, { commonName: 'aggregator', usage: 'client' }));
  for (const [name, subject] of Object.entries(users)) {
    write(keys, name, await issue(cluster, subject));
    writeKubeconfig(keys, name);
  }
  const { key, publicKey } = await createKeyPair();
  writeFileSync(join(keys, 'service-accounts.key'), key, { mode: 0o600 });
  writeFileSync(join(keys, 'service-accounts.pub'), publicKey);
}

async function writeAuthority(keys: string, name: string): Promise<Authority> {
  const authority = await createAuthority(`perchoir ${name}`);
  write(keys, name, authority.pair);
  return authority;
}

function write(keys: string, name: string, { certificate, key }: Pair): void {
  writeFileSync(join(keys, `${name}.crt`), certificate);
  writeFileSync(join(keys, `${name}.key`), key, { mode: 0o600 });
}
