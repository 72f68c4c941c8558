import { Failure } from '../failure';
import type { EnvironmentVariable } from '../manifests/pod-template';

/** What a pod knows about itself, by the paths of the downward API. */
export interface PodFacts {
  readonly name: string;
  readonly tier: string;
  readonly address: string;
  readonly labels: ReadonlyMap<string, string>;
}

/** Looks up one key of a ConfigMap or Secret. @throws Failure when it does not exist. */
export type KeyLookup = (kind: 'configMap' | 'secret', name: string, key: string) => string;

/**
 * The variables of a container in their order, as Kubernetes would set them: sources are resolved, and `$(NAME)`
 * refers to variables above.
 */
export function resolveEnvironment(
  variables: readonly EnvironmentVariable[],
  facts: PodFacts,
  lookUp: KeyLookup,
): ReadonlyMap<string, string> {
  const resolved = new Map<string, string>();
  for (const { name, source } of variables) {
    if (source.kind === 'value') resolved.set(name, expand(source.text, resolved));
    else if (source.kind === 'field') resolved.set(name, fieldOf(facts, source.path));
    else resolved.set(name, lookUp(source.kind, source.name, source.key));
  }
  return resolved;
}

/**
 * Replaces `$(NAME)` by the variable's value. As in Kubernetes, `$$(NAME)` stands for a literal `$(NAME)`, and a
 * reference to an unknown variable stays as it is.
 */
export function expand(text: string, variables: ReadonlyMap<string, string>): string {
  return text.replace(/\$\$|\$\(([A-Za-z_.-][A-Za-z0-9_.-]*)\)/g, (whole, name: string | undefined) => {
    if (name === undefined) return '$';
    return variables.get(name) ?? whole;
  });
}

function fieldOf(facts: PodFacts, path: string): string {
  const label = /^metadata\.labels\['(.+)'\]$/.exec(path)?.[1];
  if (label !== undefined) return facts.labels.get(label) ?? '';
  const known: Readonly<Record<string, string>> = {
    'metadata.name': facts.name,
    'metadata.namespace': facts.tier,
    'status.podIP': facts.address,
    'status.hostIP': '127.0.0.1',
    'spec.nodeName': 'laptop',
  };
  const value = Object.hasOwn(known, path) ? known[path] : undefined;
  if (value === undefined) throw new Failure(`${facts.name}: the laptop runner does not know the field ${path}`);
  return value;
}
