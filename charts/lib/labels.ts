/** The labels that select a workload's pods. They never change: selectors are immutable. */
export function selectorLabels(name: string): Record<string, string> {
  return { 'app.kubernetes.io/name': name };
}

/** What is said about a workload besides its name. */
export interface DescribedWorkload {
  /** Name of the workload. */
  readonly name: string;
  /** Its part in the tier. */
  readonly component: string;
  /** Tag of its image. */
  readonly version: string;
}

/** The labels of a workload and its pods; the tier adds `part-of` and `managed-by` to objects. */
export function workloadLabels({ name, component, version }: DescribedWorkload): Record<string, string> {
  return {
    ...selectorLabels(name),
    'app.kubernetes.io/component': component,
    'app.kubernetes.io/version': version,
  };
}

/** The labels that every object of a tier carries. */
export const platformLabels: Record<string, string> = {
  'app.kubernetes.io/part-of': 'perchoir',
  'app.kubernetes.io/managed-by': 'perchoir',
};
