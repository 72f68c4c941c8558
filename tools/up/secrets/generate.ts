import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { SecretEntry, SecretGeneration } from '../manifests/inventory';
import type { SecretStore } from './secret-store';

/** Generates the secrets of the inventory that do not exist yet; existing ones and those of others are kept. */
export function generateMissing(entries: readonly SecretEntry[], store: SecretStore): void {
  for (const { tier, name, keys, generate } of entries) {
    const missing = keys.filter((key) => !store.keys(tier, name).includes(key));
    if (generate === 'external') continue;
    for (const key of missing) store.write(tier, name, { [key]: generated(generate) });
  }
}

function generated(generate: Exclude<SecretGeneration, 'external'>): string {
  // 32 random bytes: the strength of the keys that these passwords stand beside.
  if (generate === 'password') return randomBytes(32).toString('base64url');
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
