import { isJson, type Json, type Manifest } from './manifest';

/** Kinds whose `spec.template` becomes pods. */
const podOwners = new Set(['Deployment', 'StatefulSet', 'Job', 'DaemonSet', 'ReplicaSet']);

/**
 * The pod that a workload's controller would create first; none for other kinds. Controllers create pods long after
 * the workload was accepted, and what Pod Security refuses then shows in events only.
 */
export function podOf({ object, content }: Manifest): Json | undefined {
  const { kind, name, namespace } = object;
  const spec = content['spec'];
  const template = isJson(spec) ? spec['template'] : undefined;
  if (!podOwners.has(kind) || !isJson(spec) || !isJson(template)) return undefined;
  const metadata = isJson(template['metadata']) ? template['metadata'] : {};
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...metadata, name: `${name}-0`, namespace },
    spec: withClaims(template['spec'], claimNames(spec), `${name}-0`),
  };
}

/** A StatefulSet's controller adds a volume for each claim template. */
function withClaims(podSpec: unknown, claims: readonly string[], pod: string): unknown {
  if (!isJson(podSpec) || claims.length === 0) return podSpec;
  const volumes = Array.isArray(podSpec['volumes']) ? (podSpec['volumes'] as readonly unknown[]) : [];
  const added = claims.map((claim) => ({ name: claim, persistentVolumeClaim: { claimName: `${claim}-${pod}` } }));
  return { ...podSpec, volumes: [...volumes, ...added] };
}

function claimNames(spec: Json): readonly string[] {
  const templates = spec['volumeClaimTemplates'];
  if (!Array.isArray(templates)) return [];
  return templates.flatMap((template: unknown) => {
    const metadata = isJson(template) ? template['metadata'] : undefined;
    return isJson(metadata) && typeof metadata['name'] === 'string' ? [metadata['name']] : [];
  });
}
