import type { Platform } from '../manifests/platform';
import type { SecretStore } from '../secrets/secret-store';
import type { Addresses } from '../services/addresses';
import { addressesOf } from './addresses-of';
import type { Authority } from './authority';
import { issue } from './issue';

/** Issues every certificate of the platform anew. */
export async function issueAll(
  { platform, addresses }: { readonly platform: Platform; readonly addresses: Addresses },
  authority: Authority,
  store: SecretStore,
): Promise<void> {
  for (const certificate of platform.certificates) {
    await issue({ certificate, addresses: addressesOf(certificate, platform, addresses) }, authority, store);
  }
}
