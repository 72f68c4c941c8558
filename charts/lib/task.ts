import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { allVariables, type Resources, type Variables } from './container';
import { type Connection } from './endpoint';
import { HOUSE_USER_ID, serviceAccount } from './house';
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
  /** Name of the app, its image and its contract. */
  readonly app: string;
  readonly image: Image;
  /** Its part in the tier, as a label. */
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
    home: Tier,
    readonly name: string,
    readonly props: TaskProps,
  ) {
    super(home, name);
    this.pods = new PodGroup(home, name);
    const { labels } = this;
    serviceAccount(this, { name, labels });
    new Manifest(this, 'job', {
      apiVersion: 'batch/v1',
      kind: 'Job',
      name: `${name}-${props.edition}`,
      naming: 'with-digest',
      labels,
      body: () => ({ spec: this.spec() }),
    });
  }

  /** Hands endpoints over; see `PodGroup`. */
  connect(connections: Readonly<Record<string, Connection | undefined>>): void {
    this.pods.connect(connections);
  }

  private get labels(): Record<string, string> {
    const { component, image } = this.props;
    return workloadLabels({ name: this.name, component, version: image.version });
  }

  private spec(): JsonObject {
    const template = this.template();
    const spec = { backoffLimit: this.props.attempts ?? 20, template: template.spec };
    return overlaid(k8s.toJson_JobSpec(spec) as JsonObject, shifted(template.overlays, 'template'));
  }

  private template(): PodTemplate {
    const { image, args, variables, resources } = this.props;
    return podTemplate({
      workload: this.name,
      labels: { ...this.labels, 'app.kubernetes.io/part-of': 'perchoir' },
      annotations: {},
      serviceAccount: this.name,
      apiAccess: 'none',
      userId: HOUSE_USER_ID,
      container: {
        name: this.name,
        image,
        args,
        variables: allVariables(this.name, variables, this.pods.variables),
        resources,
      },
      mounted: this.pods.mounted,
      gracePeriodSeconds: 30,
      restartPolicy: 'OnFailure',
    });
  }
}
