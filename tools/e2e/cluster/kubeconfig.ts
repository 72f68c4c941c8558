import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { apiUrl } from './addresses';

/** Where the kubeconfig of a user is kept, beside the user's certificate. */
export function kubeconfigFile(keys: string, user: string): string {
  return join(keys, `${user}.kubeconfig`);
}

/** Writes the kubeconfig of a user whose certificate and key are in the folder of keys. */
export function writeKubeconfig(keys: string, user: string): void {
  const cluster = { server: apiUrl, 'certificate-authority': join(keys, 'cluster.crt') };
  const credentials = { 'client-certificate': join(keys, `${user}.crt`), 'client-key': join(keys, `${user}.key`) };
  const content = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'e2e',
    clusters: [{ name: 'e2e', cluster }],
    users: [{ name: user, user: credentials }],
    contexts: [{ name: 'e2e', context: { cluster: 'e2e', user } }],
  };
  // JSON is YAML, and needs no quoting rules.
  writeFileSync(kubeconfigFile(keys, user), JSON.stringify(content, null, 2), { mode: 0o600 });
}
