import { type Construct } from 'constructs';
import {
  type ScaledObjectSpec,
  ScaledObjectSpecFallbackBehavior,
  type ScaledObjectSpecTriggers,
  toJson_ScaledObjectSpec,
} from '../../imports/keda.sh';
import { Manifest } from './manifest';

/** Scaling of one Deployment by KEDA. */
export interface ScalingProps {
  /** Name of the Deployment. */
  readonly workload: string;
  readonly min: number;
  readonly max: number;
  readonly triggers: readonly ScaledObjectSpecTriggers[];
  /** Pods to keep when the signal is missing for three looks; more that already run are kept. */
  readonly fallback: number;
  /** Seconds between two pods taken away. */
  readonly scaleDownSeconds: number;
}

/** Makes the ScaledObject. Missing data is never taken for no load. */
export function scaling(scope: Construct, id: string, props: ScalingProps): void {
  new Manifest(scope, id, {
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    name: props.workload,
    body: () => ({ spec: toJson_ScaledObjectSpec(scaledObject(props)) as object }),
  });
}

/** A trigger on a Prometheus query whose value is divided by the target. */
export function prometheusTrigger(query: {
  readonly serverAddress: string;
  readonly query: string;
  readonly target: number;
}): ScaledObjectSpecTriggers {
  const { serverAddress, target } = query;
  return {
    type: 'prometheus',
    metricType: 'AverageValue',
    metadata: { serverAddress, query: query.query, threshold: String(target), ignoreNullValues: 'false' },
  };
}

/** A trigger that the gateways push: they say how many instances are wanted, and say it the moment somebody waits. */
export function externalPushTrigger(scalerAddress: string): ScaledObjectSpecTriggers {
  return { type: 'external-push', metricType: 'AverageValue', metadata: { scalerAddress, enableTLS: 'true' } };
}

function scaledObject({ workload, min, max, triggers, fallback, scaleDownSeconds }: ScalingProps): ScaledObjectSpec {
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
          scaleUp: { stabilizationWindowSeconds: 0 },
          scaleDown: {
            stabilizationWindowSeconds: scaleDownSeconds,
            policies: [{ type: 'Pods', value: 1, periodSeconds: scaleDownSeconds }],
          },
        },
      },
    },
    triggers: [...triggers],
  };
}
