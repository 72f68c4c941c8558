/** A text of a manifest and what it is here, for `--explain`. */
export interface Rewrite {
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

/** The variables whose hosts are rewritten, by name. */
export function hostRewrites(
  variables: ReadonlyMap<string, string>,
  addressOf: RewriteRules['addressOf'],
): ReadonlyMap<string, Rewrite> {
  const rules = { addressOf, mounts: new Map<string, string>() };
  const all = [...variables].map(([name, from]) => [name, { from, to: rewriteVariable(name, from, rules) }] as const);
  return new Map(all.filter(([, { from, to }]) => from !== to));
}

/** Replaces the hosts of the URLs in a text; a user's name before the host stays, whatever it is called. */
export function rewriteHosts(text: string, addressOf: RewriteRules['addressOf']): string {
  return text.replace(/(?<=:\/\/)(?:[^/@\s]*@)?[a-z0-9][a-z0-9.-]*/g, (authority) => {
    const start = authority.lastIndexOf('@') + 1;
    const host = authority.slice(start);
    return authority.slice(0, start) + (addressOf(host) ?? host);
  });
}

/** Replaces mount paths where a path begins: at the start, or after `=`, `:`, `,` or a space. */
export function rewriteMounts(text: string, mounts: ReadonlyMap<string, string>): string {
  const longestFirst = [...mounts.keys()].sort((a, b) => b.length - a.length);
  if (longestFirst.length === 0) return text;
  const paths = longestFirst.map((path) => path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
  const prefix = new RegExp(`(?<=^|[=:,\\s])(?:${paths})(?=$|[/:,\\s])`, 'g');
  return text.replace(prefix, (path) => mounts.get(path) ?? path);
}
