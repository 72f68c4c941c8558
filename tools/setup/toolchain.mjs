import { execFileSync } from 'node:child_process';
import { SetupError } from './explain.mjs';

/** Checks what must be on the machine before anything is installed. @throws SetupError, one line, with what to do. */
export function requireToolchain() {
  requireNode();
  requirePlatform();
  requirePython();
}

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new SetupError(`Node.js ${process.versions.node} is too old: install 20.19 or newer`);
}

function requirePlatform() {
  if (process.platform === 'linux' && process.arch === 'x64') return;
  throw new SetupError(
    `the embedded engines exist for linux-x64 only, this is ${process.platform}-${process.arch}: use a Linux machine or container`,
  );
}

function requirePython() {
  const version = pythonVersion();
  const [major, minor] = version.split('.').map(Number);
  if (major === 3 && minor >= 11) return;
  throw new SetupError(`Python ${version} is too old: install 3.11 or newer with its venv module`);
}

function pythonVersion() {
  try {
    const program = 'import sys, venv, ensurepip; print(sys.version.split()[0])';
    return execFileSync('python3', ['-c', program], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    throw new SetupError(
      'python3 with its venv module is missing: install Python 3.11 or newer (Debian: python3 python3-venv)',
    );
  }
}
