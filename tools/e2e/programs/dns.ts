import { join } from 'node:path';
import { commonFlags, goPrograms } from './go-programs';
import { pinnedVersion } from './module-cache';

/** CoreDNS as `test/e2e/cluster/dns` pins it. */
export async function dnsProgram(checkout: string, cache: string): Promise<string> {
  const module = join(checkout, 'test', 'e2e', 'cluster', 'dns');
  const version = pinnedVersion(module, 'github.com/coredns/coredns');
  const folder = await goPrograms(cache, {
    name: `coredns-${version}`,
    module,
    flags: [...commonFlags, '-ldflags', '-s -w'],
    packages: { dns: '.' },
  });
  return join(folder, 'dns');
}
