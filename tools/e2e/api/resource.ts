/** How objects of one kind are addressed. */
export interface Resource {
  readonly kind: string;
  /** In paths, for example `networkpolicies`. */
  readonly plural: string;
  readonly isNamespaced: boolean;
}

/** Path of a group's version, for example `/apis/apps/v1`. */
export function groupPath(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

/** The resources in the answer to a request for a group's version; subresources are left out. */
export function readResources(answer: unknown): readonly Resource[] {
  const { resources = [] } = answer as { resources?: readonly { name: string; kind: string; namespaced: boolean }[] };
  return resources
    .filter(({ name }) => !name.includes('/'))
    .map(({ name, kind, namespaced }) => ({ kind, plural: name, isNamespaced: namespaced }));
}
