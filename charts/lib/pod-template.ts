import { type Size } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { container, type ContainerProps } from './container';
import { type Image } from './image';
import { type Json } from './json';
import { selectorLabels } from './labels';
import { type Overlay } from './overlay';

/** Something mounted into every container of a pod, except sidecars. */
export type Mounted =
  | {
      readonly kind: 'secret';
      readonly name: string;
      readonly secret: string;
      readonly path: string;
      readonly presence?: 'required' | 'optional';
    }
  | { readonly kind: 'configuration'; readonly name: string; readonly configMap: string; readonly path: string }
  | {
      readonly kind: 'scratch';
      readonly name: string;
      readonly path: string;
      readonly limit: Size;
      readonly medium?: 'Memory';
    }
  | { readonly kind: 'claim'; readonly name: string; readonly path: string }
  | { readonly kind: 'image'; readonly name: string; readonly image: Image; readonly path: string };

/** Everything that shapes a pod. */
export interface PodTemplateProps {
  /** Name of the workload, which selects its pods. */
  readonly workload: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly serviceAccount: string;
  /** Whether the pod speaks to the API server. */
  readonly apiAccess: 'none' | 'own-role';
  /** User and group of the processes; the group also owns what is mounted. */
  readonly userId: number;
  readonly container: Omit<ContainerProps, 'mounts'>;
  /** Starts before and stops after the container. */
  readonly sidecar?: Omit<ContainerProps, 'mounts'>;
  readonly mounted: readonly Mounted[];
  readonly gracePeriodSeconds: number;
  readonly restartPolicy: 'Always' | 'OnFailure';
}

/** A pod template, and the fields that are newer than its type. */
export interface PodTemplate {
  readonly spec: k8s.PodTemplateSpec;
  /** Relative to the template. */
  readonly overlays: readonly Overlay[];
}

/** The only place where pods are shaped. */
export function podTemplate(props: PodTemplateProps): PodTemplate {
  const { labels, annotations, mounted } = props;
  const hasAnnotations = Object.keys(annotations).length > 0;
  return {
    spec: {
      metadata: { labels: { ...labels }, ...(hasAnnotations && { annotations: { ...annotations } }) },
      spec: podSpec(props),
    },
    overlays: [...imageVolumes(mounted), ...sidecars(props)],
  };
}

function podSpec({
  workload,
  serviceAccount,
  apiAccess,
  userId,
  gracePeriodSeconds,
  restartPolicy,
  ...pod
}: PodTemplateProps): k8s.PodSpec {
  return {
    automountServiceAccountToken: apiAccess === 'own-role',
    serviceAccountName: serviceAccount,
    enableServiceLinks: false,
    restartPolicy,
    terminationGracePeriodSeconds: gracePeriodSeconds,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: userId,
      runAsGroup: userId,
      fsGroup: userId,
      // Only a volume's root is looked at: walking a large database at every start would take minutes.
      fsGroupChangePolicy: 'OnRootMismatch',
      seccompProfile: { type: 'RuntimeDefault' },
    },
    containers: [container({ ...pod.container, mounts: pod.mounted.map(mountOf) })],
    volumes: pod.mounted.filter(({ kind }) => kind !== 'claim' && kind !== 'image').map(volumeOf),
    ...(restartPolicy === 'Always' && { topologySpreadConstraints: spreadOf(workload) }),
  };
}

/** Pods of one workload stand on different machines and zones where there is a choice. */
function spreadOf(workload: string): k8s.TopologySpreadConstraint[] {
  return ['kubernetes.io/hostname', 'topology.kubernetes.io/zone'].map((topologyKey) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels: selectorLabels(workload) },
  }));
}

function mountOf(mounted: Mounted): k8s.VolumeMount {
  const isWritable = mounted.kind === 'scratch' || mounted.kind === 'claim';
  return { name: mounted.name, mountPath: mounted.path, ...(!isWritable && { readOnly: true }) };
}

/** Readable by the owner and the pod's group: PostgreSQL refuses keys that anyone else can read. */
const secretMode = 0o440;

function volumeOf(mounted: Mounted): k8s.Volume {
  const { name } = mounted;
  switch (mounted.kind) {
    case 'secret':
      return {
        name,
        secret: {
          secretName: mounted.secret,
          defaultMode: secretMode,
          ...(mounted.presence === 'optional' && { optional: true }),
        },
      };
    case 'configuration':
      return { name, configMap: { name: mounted.configMap } };
    case 'scratch':
      return {
        name,
        emptyDir: {
          sizeLimit: k8s.Quantity.fromString(mounted.limit.asString()),
          ...(mounted.medium && { medium: mounted.medium }),
        },
      };
    default:
      throw new Error(`volume "${name}" of kind ${mounted.kind} is not part of a pod's volumes`);
  }
}

/** Image volumes are younger than our types (Kubernetes 1.35 has them on by default). */
function imageVolumes(mounted: readonly Mounted[]): Overlay[] {
  const items: Json[] = mounted.flatMap((volume) =>
    volume.kind === 'image'
      ? [{ name: volume.name, image: { reference: volume.image.reference, pullPolicy: 'IfNotPresent' } }]
      : [],
  );
  return items.length > 0 ? [{ kind: 'append', path: ['spec', 'volumes'], items }] : [];
}

/** A sidecar is an init container that is restarted for ever (since Kubernetes 1.29): it outlives the container in a drain. */
function sidecars({ sidecar, mounted }: PodTemplateProps): Overlay[] {
  if (!sidecar) return [];
  const models = mounted.filter(({ kind }) => kind === 'image' || kind === 'scratch');
  const spec = k8s.toJson_Container(container({ ...sidecar, mounts: models.map(mountOf) })) as Record<string, Json>;
  return [{ kind: 'set', path: ['spec', 'initContainers'], value: [{ ...spec, restartPolicy: 'Always' }] }];
}
