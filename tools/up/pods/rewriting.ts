/** One thing that differs from what the manifests say, for `--explain`. */
export interface Rewrite {
  readonly what: 'host' | 'mount' | 'image' | 'model' | 'set';
  /** The variable or argument. */
  readonly where: string;
  readonly from: string;
  readonly to: string;
}

/** How one container's texts are rewritten. */
export interface RewriteRules {
  /** Address of a host name as this container may write it; none for names that are not ours. */
  readonly addressOf: (host: string) => string | undefined;
  /** Mount paths of the container and the folders that stand for them. */
  readonly mounts: ReadonlyMap<string, string>;
}

/** The value of a variable on the laptop: service host names become addresses, mount prefixes become folders. */
export function rewriteVariable(name: string, value: string, rules: RewriteRules): string {
  // The name that a peer's certificate is verified against stays what it is in a cluster.
  if (name.endsWith('_SERVER_NAME')) return value;
  const isHost = name === 'HOST' || name.endsWith('_HOST');
  const withAddresses = isHost ? (rules.addressOf(value) ?? value) : rewriteHosts(value, rules.addressOf);
  return rewriteMounts(withAddresses, rules.mounts);
}

/** Replaces the hosts of the URLs in a text. */
export function rewriteHosts(text: string, addressOf: RewriteRules['addressOf']): string {
  return text.replace(/(?<=:\/\/(?:[^/@\s]*@)?)[a-z0-9][a-z0-9.-]*/g, (host) => addressOf(host) ?? host);
}

/** Replaces mount paths where a path begins: at the start, or after `=`, `:`, `,` or a space. */
export function rewriteMounts(text: string, mounts: ReadonlyMap<string, string>): string {
  const longestFirst = [...mounts.keys()].sort((a, b) => b.length - a.length);
  if (longestFirst.length === 0) return text;
  const paths = longestFirst.map((path) => path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
  const prefix = new RegExp(`(?<=^|[=:,\\s])(?:${paths})(?=$|[/:,\\s])`, 'g');
  return text.replace(prefix, (path) => mounts.get(path) ?? path);
}
