import { createHash } from 'node:crypto';
import { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { identity, tlsFolder } from './certificate';
import { type Resources, type Variables } from './container';
import { type Connection } from './endpoint';
import { type Image } from './image';
import { type JsonObject } from './json';
import { workloadLabels } from './labels';
import { Manifest } from './manifest';
import { overlaid, shifted } from './overlay';
import { PodGroup } from './pod-group';
import { podTemplate, type PodTemplate } from './pod-template';
import { type Tier } from './tier';

/** Work that runs once to its end. */
export interface TaskProps {
  readonly app: string;
  readonly image: Image;
  readonly component: string;
  /** Chooses among the image's commands. */
  readonly args: readonly string[];
  readonly variables: Variables;
  readonly resources: Resources;
  /** Part of the Job's name that people read, for example `v3`. */
  readonly edition: string;
  /** How often a failed pod is tried again. @default 20 */
  readonly attempts?: number;
}

/**
 * A Job whose name ends in a digest of its own specification.
 *
 * A Job cannot be changed and runs once. With the digest in its name a push that changes the work makes a new Job,
 * and one that does not leaves the finished one alone. An Argo CD hook would run at every sync, and only under Argo CD.
 * Finished Jobs stay (no time to live): one that vanished would be missed, and run again.
 */
export class Task extends Construct {
  readonly pods: PodGroup;

  constructor(
    private readonly home: Tier,
    readonly name: string,
    readonly props: TaskProps,
  ) {
    super(home, name);
    this.pods = new PodGroup(home, name);
    const certificate = identity(this, 'certificate', {
      name: `${name}-tls`,
      commonName: home.tier,
      issuer: home.site.issuer,
    });
    new Manifest(this, 'account', {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      name,
      labels: this.labels,
      body: () => ({ automountServiceAccountToken: false }),
    });
    new TaskManifest(this, 'job', {
      name,
      edition: props.edition,
      labels: this.labels,
      spec: () => this.spec(certificate),
    });
  }

  /** Hands endpoints over; see `PodGroup`. */
  connect(connections: Readonly<Record<string, Connection | undefined>>): void {
    this.pods.connect(connections);
  }

  private get labels(): Record<string, string> {
    return workloadLabels({ name: this.name, component: this.props.component, version: this.props.image.version });
  }

  private spec(certificate: string): JsonObject {
    const template = this.template(certificate);
    const spec = { backoffLimit: this.props.attempts ?? 20, template: template.spec };
    return overlaid(k8s.toJson_JobSpec(spec) as JsonObject, shifted(template.overlays, 'template'));
  }

  private template(certificate: string): PodTemplate {
    const { image, args, variables, resources } = this.props;
    return podTemplate({
      workload: this.name,
      labels: { ...this.labels, 'app.kubernetes.io/part-of': 'perchoir' },
      annotations: {},
      serviceAccount: this.name,
      apiAccess: false,
      userId: 65_532,
      container: { name: this.name, image, args, variables: { ...variables, ...this.pods.variables }, resources },
      mounted: [{ kind: 'secret', name: 'tls', secret: certificate, path: tlsFolder }, ...this.pods.mounted],
      gracePeriodSeconds: 30,
      restartPolicy: 'OnFailure',
    });
  }
}

interface TaskManifestProps {
  readonly name: string;
  readonly edition: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly spec: () => JsonObject;
}

/** The Job itself: its name is known only when everything is connected. */
class TaskManifest extends Manifest {
  constructor(
    scope: Construct,
    id: string,
    private readonly task: TaskManifestProps,
  ) {
    super(scope, id, { apiVersion: 'batch/v1', kind: 'Job', name: task.name, body: () => ({}) });
  }

  override toJson(): JsonObject {
    const spec = this.task.spec();
    const digest = createHash('sha256').update(JSON.stringify(spec)).digest('hex').slice(0, 8);
    const name = `${this.task.name}-${this.task.edition}-${digest}`;
    const chart = Chart.of(this);
    return {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name, namespace: chart.namespace ?? '', labels: { ...chart.labels, ...this.task.labels } },
      spec,
    };
  }
}
