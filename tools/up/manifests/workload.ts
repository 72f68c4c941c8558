import type { Field } from './field';
import { readPodTemplate, type PodTemplate } from './pod-template';

/** Something that keeps pods running, or runs one to its end. */
export interface Workload {
  readonly kind: 'Deployment' | 'StatefulSet' | 'Job';
  readonly name: string;
  /** The namespace, which is the tier. */
  readonly tier: string;
  readonly replicas: number;
  readonly template: PodTemplate;
  /** Names of the volumes that each pod keeps between runs. */
  readonly claims: readonly string[];
  /** How often a Job may fail before the run is given up. */
  readonly backoffLimit: number;
}

/** Reads a Deployment, StatefulSet or Job. */
export function readWorkload(kind: Workload['kind'], document: Field): Workload {
  const spec = document.at('spec');
  return {
    kind,
    name: document.at('metadata').at('name').text(),
    tier: document.at('metadata').at('namespace').text(),
    replicas: kind === 'Job' ? 1 : spec.at('replicas').integerOr(1),
    template: readPodTemplate(spec.at('template')),
    claims: spec
      .at('volumeClaimTemplates')
      .items()
      .map((claim) => claim.at('metadata').at('name').text()),
    // 6 is Kubernetes' own default.
    backoffLimit: spec.at('backoffLimit').integerOr(6),
  };
}
