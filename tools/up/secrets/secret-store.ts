import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The secrets of every tier as files that only their owner can read: `<folder>/<tier>/<secret>/<key>`. */
export class SecretStore {
  constructor(readonly folder: string) {}

  folderOf(tier: string, secret: string): string {
    return join(this.folder, tier, secret);
  }

  path(tier: string, secret: string, key: string): string {
    return join(this.folderOf(tier, secret), key);
  }

  /** The keys of a secret; none when there is no such secret. */
  keys(tier: string, secret: string): readonly string[] {
    const folder = this.folderOf(tier, secret);
    return existsSync(folder) ? readdirSync(folder).filter((name) => !name.endsWith('.new')) : [];
  }

  read(tier: string, secret: string, key: string): string {
    return readFileSync(this.path(tier, secret, key), 'utf8');
  }

  /** Writes one key in one step, so that no reader sees half of it. */
  write(tier: string, secret: string, values: Readonly<Record<string, string>>): void {
    mkdirSync(this.folderOf(tier, secret), { recursive: true, mode: 0o700 });
    for (const [key, value] of Object.entries(values)) {
      const path = this.path(tier, secret, key);
      writeFileSync(`${path}.new`, value, { mode: 0o600 });
      renameSync(`${path}.new`, path);
    }
  }
}
