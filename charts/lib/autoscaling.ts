import { type Construct } from 'constructs';
import {
  type ScaledObjectSpec,
  ScaledObjectSpecAdvancedHorizontalPodAutoscalerConfigBehaviorScaleUpTolerance as Tolerance,
  ScaledObjectSpecFallbackBehavior,
  type ScaledObjectSpecTriggers,
  toJson_ScaledObjectSpec,
} from '../../imports/keda.sh';
import { identity } from './certificate';
import { Manifest } from './manifest';
import { type Tier } from './tier';

/** Scaling of one Deployment by KEDA. */
export interface ScalingProps {
  /** Name of the Deployment. */
  readonly workload: string;
  /** The tier that KEDA runs in: who it is when it asks. */
  readonly askedBy: string;
  readonly min: number;
  readonly max: number;
  readonly trigger: Trigger;
  /** Pods to keep when the signal is missing for three looks; if more run, they stay. */
  readonly fallback: number;
  /** Seconds between two pods taken away. */
  readonly scaleDownSeconds: number;
}

/** Where the number comes from. */
export type Trigger =
  | { readonly kind: 'prometheus'; readonly serverAddress: string; readonly query: string; readonly target: number }
  /** The scaled one's own gateways say how many are wanted, and say it the moment somebody waits. */
  | { readonly kind: 'external-push'; readonly scalerAddress: string };

/** Makes the ScaledObject, and the identity by which KEDA speaks to its source. Missing data is never taken for no load. */
export function scaling(tier: Tier, props: ScalingProps): void {
  const authenticationName = kedaIdentity(tier, props);
  new Manifest(tier, `${props.workload}-scaling`, {
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    name: props.workload,
    body: () => ({ spec: toJson_ScaledObjectSpec(scaledObject(props, authenticationName)) as object }),
  });
}

/** The same three files have other names in each of KEDA's scalers. */
const parameters = {
  prometheus: { ca: 'ca.crt', cert: 'tls.crt', key: 'tls.key' },
  'external-push': { caCert: 'ca.crt', tlsClientCert: 'tls.crt', tlsClientKey: 'tls.key' },
};

/** A client certificate of the tier that KEDA runs in, and its place in the scaler's parameters. */
function kedaIdentity(tier: Tier, { workload, askedBy, trigger }: ScalingProps): string {
  const name = `${workload}-scaler`;
  const secret = identity(tier, `identity-${name}`, { name, holder: { tier: askedBy }, issuer: tier.site.issuer });
  const secretTargetRef = Object.entries(parameters[trigger.kind]).map(([parameter, key]) => ({
    parameter,
    name: secret,
    key,
  }));
  authentication(tier, name, { secretTargetRef });
  return name;
}

/** The part of KEDA's TriggerAuthentication that is used here; its generated type is 90 kB of other clouds. */
interface TriggerAuthenticationSpec {
  readonly secretTargetRef: readonly { readonly parameter: string; readonly name: string; readonly key: string }[];
}

function authentication(scope: Construct, name: string, spec: TriggerAuthenticationSpec): void {
  new Manifest(scope, `${name}-authentication`, {
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'TriggerAuthentication',
    name,
    body: () => ({ spec }),
  });
}

function scaledObject({ workload, min, max, ...props }: ScalingProps, authenticationName: string): ScaledObjectSpec {
  const { trigger, fallback, scaleDownSeconds } = props;
  const slowly = { type: 'Pods', value: 1, periodSeconds: scaleDownSeconds };
  return {
    scaleTargetRef: { name: workload },
    minReplicaCount: min,
    maxReplicaCount: max,
    pollingInterval: 5,
    fallback: {
      failureThreshold: 3,
      replicas: fallback,
      behavior: ScaledObjectSpecFallbackBehavior.CURRENT_REPLICAS_IF_HIGHER,
    },
    advanced: {
      horizontalPodAutoscalerConfig: {
        behavior: {
          // A tenth of difference is ignored by default: from 20 pods the 21st would never come.
          scaleUp: { stabilizationWindowSeconds: 0, tolerance: Tolerance.fromString('0') },
          scaleDown: { stabilizationWindowSeconds: scaleDownSeconds, policies: [slowly] },
        },
      },
    },
    triggers: [{ ...triggerOf(trigger), metricType: 'AverageValue', authenticationRef: { name: authenticationName } }],
  };
}

function triggerOf(trigger: Trigger): ScaledObjectSpecTriggers {
  if (trigger.kind === 'external-push') {
    return { type: 'external-push', metadata: { scalerAddress: trigger.scalerAddress, enableTLS: 'true' } };
  }
  const { serverAddress, query, target } = trigger;
  return {
    type: 'prometheus',
    metadata: { serverAddress, query, threshold: String(target), ignoreNullValues: 'false', authModes: 'tls' },
  };
}
