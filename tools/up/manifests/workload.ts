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

/** Kubernetes' default, and the most that somebody who waits at the keyboard should sit through: about 15 s of pauses. */
const mostFailures = 6;

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
    backoffLimit: Math.min(spec.at('backoffLimit').integerOr(mostFailures), mostFailures),
  };
}
