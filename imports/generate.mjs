#!/usr/bin/env node
// Makes the generated types again from the pinned releases in sources.ts. Needs Go and a build (`npm run build`).
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..');
const { sources } = createRequire(import.meta.url)(join(root, 'build/imports/sources.js'));

for (const source of sources) generate(source);

/** @throws Error with the tool's own words when Go or cdk8s fails. */
function generate({ file, module, version, path }) {
  const folder = mkdtempSync(join(tmpdir(), 'perchoir-imports-'));
  try {
    copyFileSync(join(moduleFolder(module, version), path), join(folder, 'crd.yaml'));
    const cdk8s = join(root, 'node_modules/cdk8s-cli/bin/cdk8s');
    const args = [cdk8s, 'import', './crd.yaml', '--language', 'typescript', '--output', folder, '--no-save'];
    execFileSync(process.execPath, args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
    // The generator does not write for our strict settings; the types are used, its classes are not.
    writeFileSync(join(here, file), `// @ts-nocheck\n${readFileSync(join(folder, file), 'utf8')}`);
    process.stdout.write(`${file} from ${module}@${version}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function moduleFolder(module, version) {
  return JSON.parse(execFileSync('go', ['mod', 'download', '-json', `${module}@${version}`], { cwd: tmpdir() })).Dir;
}
