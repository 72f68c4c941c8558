import { k8s } from 'cdk8s-plus-28';
import { Manifest } from '../lib/manifest';
import { type Tier } from '../lib/tier';

/** What Patroni writes its state to. They are declared, so that it needs no right to create. */
const stateSuffixes = ['config', 'leader', 'failover', 'sync'] as const;

/**
 * The least that Patroni needs: it reads ConfigMaps and pods, and changes its own four ConfigMaps and the labels of
 * its own pods. `watch` is part of it: without it all looks healthy while hundreds of refused requests a second go out.
 */
export function patroniRole(
  tier: Tier,
  { scope, members }: { readonly scope: string; readonly members: number },
): void {
  const pods = Array.from({ length: members }, (_, index) => `${scope}-${index}`);
  const rules: k8s.PolicyRule[] = [
    { apiGroups: [''], resources: ['configmaps'], verbs: ['list', 'watch'] },
    {
      apiGroups: [''],
      resources: ['configmaps'],
      resourceNames: stateSuffixes.map((suffix) => `${scope}-${suffix}`),
      verbs: ['get', 'patch'],
    },
    { apiGroups: [''], resources: ['pods'], verbs: ['list', 'watch'] },
    { apiGroups: [''], resources: ['pods'], resourceNames: pods, verbs: ['patch'] },
  ];
  const api = 'rbac.authorization.k8s.io';
  new Manifest(tier, 'patroni-role', {
    apiVersion: `${api}/v1`,
    kind: 'Role',
    name: scope,
    body: () => ({ rules: rules.map((rule) => k8s.toJson_PolicyRule(rule)) }),
  });
  new Manifest(tier, 'patroni-role-binding', {
    apiVersion: `${api}/v1`,
    kind: 'RoleBinding',
    name: scope,
    body: () => ({
      roleRef: { apiGroup: api, kind: 'Role', name: scope },
      subjects: [{ kind: 'ServiceAccount', name: scope, namespace: tier.tier }],
    }),
  });
  stateSuffixes.forEach((suffix) => stateConfigMap(tier, scope, suffix));
}

/**
 * Declared empty: what Patroni writes (annotations) is not ours, so Argo CD has nothing to correct. Two writers of the
 * leader's annotations would leave no stable leader.
 */
function stateConfigMap(tier: Tier, scope: string, suffix: string): void {
  new Manifest(tier, `state-${suffix}`, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    name: `${scope}-${suffix}`,
    labels: { 'app.kubernetes.io/name': scope, 'cluster-name': scope },
    annotations: { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' },
    body: () => ({}),
  });
}
