import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { identity, tlsFolder } from './certificate';
import { allVariables, type Variables } from './container';
import { type Connection } from './endpoint';
import { outsideParty } from './flow';
import { disruptionBudget, HOUSE_USER_ID, houseProbes, housePorts, houseVariables, serviceAccount } from './house';
import { type Json, type JsonObject } from './json';
import { workloadLabels } from './labels';
import { Manifest } from './manifest';
import { overlaid, type Overlay, shifted } from './overlay';
import { PodGroup } from './pod-group';
import { type Mounted, podTemplate, type PodTemplate } from './pod-template';
import { secretFolder } from './secret-ref';
import { dnsNames, service } from './service';
import { type Tier } from './tier';
import { type DiskProps, type Replicas, type WorkloadProps } from './workload-props';

/**
 * Pods that keep running, with what the house gives to each: an account, a certificate, Services, a disruption
 * budget, probes, and a firewall that is closed but for its connections.
 */
export class Workload extends Construct {
  readonly pods: PodGroup;
  /** A workload with a disk is a StatefulSet. */
  readonly kind: 'Deployment' | 'StatefulSet';
  readonly ports: Readonly<Record<string, number>>;
  private readonly certificate: string;

  constructor(
    private readonly home: Tier,
    readonly name: string,
    readonly props: WorkloadProps,
  ) {
    super(home, name);
    checkReplicas(name, props.replicas);
    this.kind = props.disk ? 'StatefulSet' : 'Deployment';
    this.ports = props.ports ?? housePorts;
    this.pods = new PodGroup(home, name);
    const belonging = { name, labels: this.labels };
    this.certificate = this.serverCertificate();
    serviceAccount(this, belonging);
    props.services.forEach((one) =>
      service(this, one, { labels: this.labels, selector: this.pods.selector, ports: this.ports }),
    );
    if (mostPods(props.replicas) > 1) disruptionBudget(this, belonging, this.pods.selector);
    new Manifest(this, 'pods', {
      apiVersion: 'apps/v1',
      kind: this.kind,
      ...belonging,
      body: () => ({ spec: this.spec() }),
    });
    this.admitPrometheus();
  }

  /** DNS name of one of its Services. @throws Error when it has no such Service. */
  host(name: string = this.props.services[0].name): string {
    if (this.props.services.some((one) => one.name === name)) return `${name}.${this.home.tier}.svc`;
    throw new Error(
      `workload "${this.name}" has no Service "${name}": it has ${this.props.services.map((one) => one.name).join(', ')}`,
    );
  }

  /** Hands endpoints over; see `PodGroup`. */
  connect(connections: Readonly<Record<string, Connection | undefined>>): void {
    this.pods.connect(connections);
  }

  private serverCertificate(): string {
    const { services, alsoNamed = [] } = this.props;
    const names = services.flatMap((one) => dnsNames(one, this.home.tier));
    const { issuer } = this.home.site;
    return identity(this, 'certificate', {
      name: `${this.name}-tls`,
      holder: { tier: this.home.tier },
      dnsNames: [...names, ...alsoNamed],
      issuer,
    });
  }

  private admitPrometheus(): void {
    const { autoscaling } = this.home.site;
    const { admin } = this.ports as { readonly admin?: number };
    if (autoscaling && admin !== undefined)
      this.pods.admit(outsideParty('prometheus', autoscaling.prometheus), 'metrics', admin);
  }

  private get labels(): Record<string, string> {
    const { component, image } = this.props;
    return workloadLabels({ name: this.name, component, version: image.version });
  }

  private spec(): JsonObject {
    const template = this.template();
    const overlays = shifted(template.overlays, 'template');
    const { disk } = this.props;
    if (!disk) return overlaid(k8s.toJson_DeploymentSpec(this.deployment(template)) as JsonObject, overlays);
    const claims = claimTemplates(disk, this.home.site.storageClass);
    return overlaid(k8s.toJson_StatefulSetSpec(this.statefulSet(template)) as JsonObject, [...overlays, claims]);
  }

  private deployment({ spec: template }: PodTemplate): k8s.DeploymentSpec {
    const one = k8s.IntOrString.fromNumber(1);
    return {
      ...this.common(template),
      strategy: {
        type: 'RollingUpdate',
        rollingUpdate: { maxSurge: one, maxUnavailable: k8s.IntOrString.fromNumber(0) },
      },
    };
  }

  private statefulSet({ spec: template }: PodTemplate): k8s.StatefulSetSpec {
    const { services } = this.props;
    return {
      ...this.common(template),
      serviceName: (services.find(({ reach }) => reach === 'every-pod') ?? services[0]).name,
      podManagementPolicy: 'Parallel',
      updateStrategy: { type: 'RollingUpdate' },
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
    };
  }

  private common(template: k8s.PodTemplateSpec) {
    const { replicas, minReadySeconds } = this.props;
    return {
      ...(replicas.kind === 'fixed' && { replicas: replicas.count }),
      selector: { matchLabels: this.pods.selector },
      ...(minReadySeconds !== undefined && { minReadySeconds }),
      revisionHistoryLimit: 3,
      template,
    };
  }

  private template(): PodTemplate {
    const { image, args, sidecar, resources, gracePeriodSeconds = 30, ...props } = this.props;
    const probes = props.probes ?? houseProbes(this.ports);
    const main = {
      name: this.name,
      image,
      variables: this.variables(gracePeriodSeconds),
      ports: this.ports,
      resources,
      probes,
    };
    return podTemplate({
      workload: this.name,
      labels: { ...this.labels, 'app.kubernetes.io/part-of': 'perchoir', ...props.podLabels },
      annotations: props.podAnnotations ?? {},
      serviceAccount: this.name,
      apiAccess: props.apiAccess ?? 'none',
      userId: props.userId ?? HOUSE_USER_ID,
      container: { ...main, ...(args && { args }) },
      ...(sidecar && { sidecar }),
      mounted: this.mounted(),
      gracePeriodSeconds,
      restartPolicy: 'Always',
    });
  }

  private variables(gracePeriodSeconds: number): Variables {
    const { style = 'house', own } = this.props.variables ?? { own: {} };
    const { logLevel } = this.home.site;
    const house = style === 'house' ? houseVariables({ ports: this.ports, logLevel, gracePeriodSeconds }) : {};
    return allVariables(this.name, house, own, this.pods.variables);
  }

  private mounted(): Mounted[] {
    const { secrets = [], mounted = [], disk } = this.props;
    return [
      { kind: 'secret', name: 'tls', secret: this.certificate, path: tlsFolder },
      ...secrets.map((secret): Mounted => ({
        kind: 'secret',
        name: secret.name,
        secret: secret.name,
        path: secretFolder(secret),
        presence: secret.presence ?? 'required',
      })),
      ...this.pods.mounted,
      ...mounted,
      ...(disk ? [{ kind: 'claim', name: CLAIM, path: disk.path } as const] : []),
    ];
  }
}

const CLAIM = 'data';

/** Most pods that a workload can have at once. */
export function mostPods(replicas: Replicas): number {
  return replicas.kind === 'fixed' ? replicas.count : replicas.max;
}

/**
 * Said in full, as the API server completes it: what it adds by itself (`apiVersion`, `kind`, `volumeMode`) our types
 * cannot say, and Argo CD would see as a difference for ever.
 */
function claimTemplates({ size }: DiskProps, storageClassName: string): Overlay {
  const claim: Json = {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: CLAIM },
    spec: {
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: size.asString() } },
      storageClassName,
      volumeMode: 'Filesystem',
    },
  };
  return { kind: 'set', path: ['volumeClaimTemplates'], value: [claim] };
}

function checkReplicas(name: string, replicas: Replicas): void {
  if (replicas.kind === 'fixed' || replicas.min <= replicas.max) return;
  throw new Error(`workload "${name}": replicas.min ${replicas.min} exceeds replicas.max ${replicas.max}`);
}
