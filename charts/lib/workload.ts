import { Size } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { identity, identityFiles, tlsFolder } from './certificate';
import { type Probes, type Variables } from './container';
import { type Connection } from './endpoint';
import { selectorLabels, workloadLabels } from './labels';
import { Manifest } from './manifest';
import { overlaid, shifted } from './overlay';
import { PodGroup } from './pod-group';
import { type Mounted, podTemplate, type PodTemplate } from './pod-template';
import { secretFolder } from './secret-ref';
import { type Tier } from './tier';
import { type ServiceProps, type WorkloadProps } from './workload-props';
import { type JsonObject } from './json';

/** Ports of every service: users and operators. */
export const housePorts = { users: 8080, admin: 9090 } as const;

/**
 * Pods that keep running, with what the house gives to each: an account, a certificate, Services, a disruption
 * budget, probes, and a firewall that is closed but for its connections.
 */
export class Workload extends Construct {
  readonly pods: PodGroup;
  readonly kind: 'Deployment' | 'StatefulSet';
  private readonly certificate: string;

  constructor(
    private readonly home: Tier,
    readonly name: string,
    readonly props: WorkloadProps,
  ) {
    super(home, name);
    checkWorkload(name, props);
    this.kind = props.disk ? 'StatefulSet' : 'Deployment';
    this.pods = new PodGroup(home, name);
    this.certificate = identity(this, 'certificate', {
      name: `${name}-tls`,
      commonName: home.tier,
      dnsNames: [...props.services.flatMap((service) => dnsNames(service, home.tier)), ...(props.alsoNamed ?? [])],
      issuer: home.site.issuer,
    });
    this.addAccount();
    props.services.forEach((service) => this.addService(service));
    if (fewestPods(props) > 1) this.addDisruptionBudget();
    this.addPods();
    if (home.site.autoscaling) this.admitPrometheus(home.site.autoscaling.prometheus);
  }

  get ports(): Readonly<Record<string, number>> {
    return this.props.ports ?? housePorts;
  }

  /** DNS name of one of its Services. */
  host(service: string = this.props.services[0].name): string {
    if (!this.props.services.some(({ name }) => name === service))
      throw new Error(`workload "${this.name}" has no Service "${service}"`);
    return `${service}.${this.home.tier}.svc`;
  }

  /** Hands endpoints over; see `PodGroup`. */
  connect(connections: Readonly<Record<string, Connection | undefined>>): void {
    this.pods.connect(connections);
  }

  private admitPrometheus(prometheus: { namespace: string; labels: Readonly<Record<string, string>> }): void {
    const admin = this.ports['admin'];
    if (admin !== undefined)
      this.pods.admit(
        {
          tier: prometheus.namespace,
          name: 'prometheus',
          peers: [
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': prometheus.namespace } },
              podSelector: { matchLabels: { ...prometheus.labels } },
            },
          ],
        },
        'metrics',
        admin,
      );
  }

  private addAccount(): void {
    new Manifest(this, 'account', {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      name: this.name,
      labels: this.labels,
      body: () => ({ automountServiceAccountToken: false }),
    });
  }

  private addService({ name, reach = 'balanced', only = {} }: ServiceProps): void {
    const spec: k8s.ServiceSpec = {
      selector: { ...selectorLabels(this.name), ...only },
      ports: Object.entries(this.ports).map(([port, number]) => ({
        name: port,
        port: number,
        targetPort: k8s.IntOrString.fromString(port),
      })),
      ...(reach === 'every-pod' && { clusterIp: 'None', publishNotReadyAddresses: true }),
    };
    new Manifest(this, `service-${name}`, {
      apiVersion: 'v1',
      kind: 'Service',
      name,
      labels: this.labels,
      body: () => ({ spec: k8s.toJson_ServiceSpec(spec) as object }),
    });
  }

  private addDisruptionBudget(): void {
    const spec: k8s.PodDisruptionBudgetSpec = {
      maxUnavailable: k8s.IntOrString.fromNumber(1),
      selector: { matchLabels: this.pods.selector },
      // A pod that is not ready protects nobody: let a drain take it.
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
    };
    new Manifest(this, 'disruption-budget', {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      name: this.name,
      labels: this.labels,
      body: () => ({ spec: k8s.toJson_PodDisruptionBudgetSpec(spec) as object }),
    });
  }

  private addPods(): void {
    new Manifest(this, 'pods', {
      apiVersion: 'apps/v1',
      kind: this.kind,
      name: this.name,
      labels: this.labels,
      body: () => ({ spec: this.spec() }),
    });
  }

  private spec(): JsonObject {
    const template = this.template();
    const spec =
      this.kind === 'StatefulSet'
        ? k8s.toJson_StatefulSetSpec(this.statefulSet(template))
        : k8s.toJson_DeploymentSpec(this.deployment(template));
    return overlaid(spec as JsonObject, shifted(template.overlays, 'template'));
  }

  private deployment({ spec: template }: PodTemplate): k8s.DeploymentSpec {
    return {
      ...this.count(),
      selector: { matchLabels: this.pods.selector },
      minReadySeconds: this.props.minReadySeconds ?? 0,
      revisionHistoryLimit: 3,
      strategy: {
        type: 'RollingUpdate',
        rollingUpdate: { maxSurge: k8s.IntOrString.fromNumber(1), maxUnavailable: k8s.IntOrString.fromNumber(0) },
      },
      template,
    };
  }

  private statefulSet({ spec: template }: PodTemplate): k8s.StatefulSetSpec {
    const { services, disk, minReadySeconds = 0 } = this.props;
    const size = k8s.Quantity.fromString((disk?.size ?? Size.gibibytes(1)).asString());
    return {
      ...this.count(),
      serviceName: services.find(({ reach }) => reach === 'every-pod')?.name ?? services[0].name,
      selector: { matchLabels: this.pods.selector },
      podManagementPolicy: 'Parallel',
      minReadySeconds,
      revisionHistoryLimit: 3,
      updateStrategy: { type: 'RollingUpdate' },
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
      template,
      volumeClaimTemplates: [
        {
          metadata: { name: 'data' },
          spec: {
            accessModes: ['ReadWriteOnce'],
            storageClassName: this.home.site.storageClass,
            resources: { requests: { storage: size } },
          },
        },
      ],
    };
  }

  private count(): { replicas?: number } {
    const { replicas } = this.props;
    return replicas.kind === 'fixed' ? { replicas: replicas.count } : {};
  }

  private template(): PodTemplate {
    const { props, ports } = this;
    const { image, args, sidecar, resources, probes = houseProbes(ports['admin'] ?? housePorts.admin) } = props;
    return podTemplate({
      workload: this.name,
      labels: { ...this.labels, 'app.kubernetes.io/part-of': 'perchoir' },
      annotations: props.podAnnotations ?? {},
      serviceAccount: this.name,
      apiAccess: props.apiAccess === 'own-role',
      userId: props.userId ?? 65_532,
      container: {
        name: this.name,
        image,
        ...(args && { args }),
        variables: this.variables(),
        ports,
        resources,
        probes,
      },
      ...(sidecar && { sidecar }),
      mounted: this.mounted(),
      gracePeriodSeconds: this.gracePeriodSeconds,
      restartPolicy: 'Always',
    });
  }

  private get gracePeriodSeconds(): number {
    return this.props.gracePeriodSeconds ?? 30;
  }

  private get labels(): Record<string, string> {
    const { component, image } = this.props;
    return workloadLabels({ name: this.name, component, version: image.version });
  }

  private variables(): Variables {
    const { style = 'house', own } = this.props.variables ?? { own: {} };
    const house =
      style === 'house'
        ? houseVariables({
            ports: this.ports,
            logLevel: this.home.site.logLevel,
            graceSeconds: this.gracePeriodSeconds,
          })
        : {};
    return { ...house, ...own, ...this.pods.variables };
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
        ...(secret.presence === 'optional' && { optional: true }),
      })),
      ...this.pods.mounted,
      ...mounted,
      ...(disk ? [{ kind: 'claim', name: 'data', path: disk.path } as const] : []),
    ];
  }
}

/** A process needs a moment to be told before its time runs out. */
const SECONDS_BEFORE_THE_END = 5;

interface HouseVariables {
  readonly ports: Readonly<Record<string, number>>;
  readonly logLevel: string;
  readonly graceSeconds: number;
}

function houseVariables({ ports, logLevel, graceSeconds }: HouseVariables): Variables {
  const tls = identityFiles(tlsFolder);
  return {
    PORT: String(ports['users'] ?? housePorts.users),
    ADMIN_PORT: String(ports['admin'] ?? housePorts.admin),
    TLS_CERT_FILE: tls.cert,
    TLS_KEY_FILE: tls.key,
    TLS_CA_FILE: tls.ca,
    LOG_LEVEL: logLevel,
    SHUTDOWN_GRACE_SECONDS: String(graceSeconds - SECONDS_BEFORE_THE_END),
  };
}

function houseProbes(port: number): Probes {
  return { port, scheme: 'HTTPS', startup: '/livez', liveness: '/livez', readiness: '/readyz' };
}

/** Every spelling under which a Service is dialled; a headless one also has a name per pod. */
function dnsNames({ name, reach }: ServiceProps, tier: string): string[] {
  const base = [name, `${name}.${tier}`, `${name}.${tier}.svc`, `${name}.${tier}.svc.cluster.local`];
  return reach === 'every-pod' ? [...base, `*.${name}.${tier}.svc`, `*.${name}.${tier}.svc.cluster.local`] : base;
}

function fewestPods({ replicas }: WorkloadProps): number {
  return replicas.kind === 'fixed' ? replicas.count : replicas.max;
}

function checkWorkload(name: string, { replicas, gracePeriodSeconds = 30 }: WorkloadProps): void {
  if (gracePeriodSeconds <= SECONDS_BEFORE_THE_END)
    throw new Error(`workload "${name}": gracePeriodSeconds must exceed ${SECONDS_BEFORE_THE_END}`);
  if (replicas.kind === 'autoscaled' && replicas.min > replicas.max)
    throw new Error(`workload "${name}": replicas.min ${replicas.min} exceeds replicas.max ${replicas.max}`);
}
