import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Failure } from '../../up/failure';
import { isInstalled } from './program';

export interface Product {
  /** Names the folder in the cache, together with the digest, for example `kubernetes-1.36.3`. */
  readonly name: string;
  /** Folder of the Go module that it is made from. */
  readonly module: string;
  /** What decides about the result beside the module's files, for example flags. */
  readonly recipe: readonly string[];
  /** Makes the product in an empty folder. */
  readonly make: (folder: string) => Promise<void>;
}

/**
 * The folder of a product in the cache, made when it is not there. It appears by one rename, so that a killed build
 * leaves nothing that could be taken for a product.
 * @throws Failure when it has to be made and there is no Go
 */
export async function fromCache(cache: string, product: Product): Promise<string> {
  const folder = join(cache, `${product.name}-${digestOf(product)}`);
  if (existsSync(folder)) return folder;
  requireGo(product);
  mkdirSync(cache, { recursive: true });
  const workshop = mkdtempSync(join(cache, '.partial-'));
  try {
    await product.make(workshop);
    publish(workshop, folder);
  } finally {
    rmSync(workshop, { recursive: true, force: true });
  }
  return folder;
}

/** Twelve hexadecimal digits that change with any file of the module and with the recipe. */
export function digestOf({ module, recipe }: Pick<Product, 'module' | 'recipe'>): string {
  const hash = createHash('sha256').update(JSON.stringify(recipe));
  for (const file of filesOf(module)) hash.update(`\0${relative(module, file)}\0`).update(readFileSync(file));
  return hash.digest('hex').slice(0, 12);
}

/** The version that a module's `go.mod` pins another one at, without the `v`. @throws Failure when it pins none */
export function pinnedVersion(module: string, path: string): string {
  const line = readFileSync(join(module, 'go.mod'), 'utf8')
    .split('\n')
    .map((text) =>
      text
        .trim()
        .replace(/^require /, '')
        .split(' '),
    )
    .find(([name, version]) => name === path && version?.startsWith('v'));
  if (line?.[1] === undefined) throw new Failure(`${join(module, 'go.mod')} does not require ${path}`);
  return line[1].slice(1);
}

function filesOf(folder: string): readonly string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function requireGo({ name, module }: Product): void {
  if (isInstalled('go')) return;
  const needed = /^go (\S+)$/m.exec(readFileSync(join(module, 'go.mod'), 'utf8'))?.[1] ?? '';
  throw new Failure(
    `${name} is built with Go ${needed} or newer, which is not on the PATH: install it, or give --kubeconfig FILE`,
  );
}

/** When another process was faster, its equal folder stays. */
function publish(workshop: string, folder: string): void {
  try {
    renameSync(workshop, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  }
}
