import { Chart } from 'cdk8s';
import { type Construct } from 'constructs';
import { outsideParty } from './flow';
import { platformLabels } from './labels';
import { Manifest } from './manifest';
import { allowDns, denyByDefault } from './network-access';
import { type Site } from './site';

/** What a tier is told besides its own choices. */
export interface TierProps {
  /** Facts of the cluster. */
  readonly site: Site;
  /**
   * What happens to the namespace when its folder leaves `dist/`.
   * @default 'removed'
   */
  readonly namespace?: 'kept' | 'removed';
}

/**
 * A namespace with its walls: the restricted pod security level, nothing in or out but DNS.
 * What stands in it is added by a subclass; its name is the folder, the namespace and the key in cluster files.
 */
export abstract class Tier extends Chart {
  readonly site: Site;

  constructor(
    scope: Construct,
    /** Name of the tier. */
    readonly tier: string,
    { site, namespace = 'removed' }: TierProps,
  ) {
    super(scope, tier, { namespace: tier, labels: platformLabels, disableResourceNameHashes: true });
    this.site = site;
    new Manifest(this, 'namespace', {
      apiVersion: 'v1',
      kind: 'Namespace',
      name: tier,
      scope: 'cluster',
      labels: podSecurity,
      ...(namespace === 'kept' && { annotations: keptByArgo }),
      body: () => ({}),
    });
    denyByDefault(this);
    allowDns(this, outsideParty('dns', site.dns), site.dns.port);
  }
}

/** A namespace that holds data outlives its folder: deleting it would delete the volumes. */
const keptByArgo = { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' };

const podSecurity = {
  'pod-security.kubernetes.io/enforce': 'restricted',
  'pod-security.kubernetes.io/audit': 'restricted',
  'pod-security.kubernetes.io/warn': 'restricted',
};
