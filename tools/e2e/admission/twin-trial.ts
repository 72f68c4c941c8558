import type { KubernetesApi } from '../api/kubernetes-api';
import type { Verdict } from '../api/verdict';
import type { Finding } from './finding';
import type { Twin } from './twin';

/** Offers twins to the server. @returns a finding for each that is not answered as it must be */
export async function tryTwins(api: KubernetesApi, twins: readonly Twin[]): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const twin of twins) {
    const { object, text, file } = twin.manifest;
    const verdict = await api.apply(object, text, { mode: 'dry' });
    if (!isCaught(twin, verdict))
      findings.push({
        file,
        reason: `${twin.mistake}, planted in it, must be ${twin.expected.kind}: ${said(verdict)}`,
      });
  }
  return findings;
}

/** Whether the server answered as it must, and for the right reason. */
export function isCaught({ expected }: Twin, verdict: Verdict): boolean {
  if (expected.kind === 'refused') return verdict.kind === 'refused' && expected.because.test(verdict.reason);
  return verdict.kind === 'accepted' && verdict.warnings.some((warning) => expected.because.test(warning));
}

function said(verdict: Verdict): string {
  if (verdict.kind === 'refused') return `refused because ${verdict.reason}`;
  return verdict.warnings.length === 0 ? 'accepted' : `accepted with ${verdict.warnings.join('; ')}`;
}
