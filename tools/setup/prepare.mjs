import { buildAll } from './build.mjs';
import { installPackages } from './packages.mjs';
import { installPython } from './python.mjs';
import { requireToolchain } from './toolchain.mjs';

/** Everything that a task of the whole platform needs: packages, the Python environment, and compiled sources. */
export async function prepare() {
  requireToolchain();
  await installPackages();
  await installPython();
  await buildAll();
}
