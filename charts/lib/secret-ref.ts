/** How a secret's keys come to be. `external`: somebody outside hands them over. */
export type SecretGeneration = 'ed25519-pkcs8' | 'password' | 'external';

/** A reference to a Secret. Values never pass through here: they are mounted as files. */
export interface SecretRef {
  /** Name of the Secret in the namespace of its consumer. */
  readonly name: string;
  /** Its keys, which become file names. */
  readonly keys: readonly string[];
  /** Who makes the values, and how. */
  readonly generate: SecretGeneration;
  /** Whether the pod starts without it. @default 'required' */
  readonly presence?: 'required' | 'optional';
}

/** Root of everything that is mounted for services. */
export const mountRoot = '/etc/perchoir';

/** Folder at which a secret is mounted. */
export function secretFolder({ name }: SecretRef): string {
  return `${mountRoot}/${name}`;
}

/**
 * Path of one key of a mounted secret.
 *
 * @throws Error when the secret does not have the key.
 */
export function secretFile(secret: SecretRef, key: string): string {
  if (!secret.keys.includes(key))
    throw new Error(`secret "${secret.name}" has no key "${key}": it has ${secret.keys.join(', ')}`);
  return `${secretFolder(secret)}/${key}`;
}
