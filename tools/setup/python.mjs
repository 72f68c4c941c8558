import { join } from 'node:path';
import { root, runQuietly } from './process.mjs';
import { step } from './step.mjs';

const app = 'apps/scraping-agent';
const venv = '.perchoir/venv';

/** Python of the scraping agent's virtual environment. */
export const python = join(root, venv, 'bin/python');

/** Makes the virtual environment of the scraping agent in the checkout's own state folder. */
export function installPython() {
  const files = {
    inputs: [`${app}/pyproject.toml`, `${app}/requirements.txt`, `${app}/scripts/install`],
    outputs: [`${venv}/bin/scraping-agent`],
  };
  return step('Installing Python packages', files, () =>
    runQuietly(`${app}/scripts/install`, [venv], { failure: 'the scraping agent could not be installed' }),
  );
}

/** Adds what checks and tests of the scraping agent need. */
export function installPythonChecks() {
  const requirements = `${app}/requirements-check.txt`;
  const files = { inputs: [`${app}/requirements.txt`, requirements], outputs: [`${venv}/bin/pytest`] };
  const install = [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--disable-pip-version-check',
    '--require-hashes',
    '--only-binary',
    ':all:',
  ];
  return step('Installing Python checks', files, () =>
    runQuietly(python, [...install, '-r', requirements], {
      failure: 'the checks of the scraping agent could not be installed',
    }),
  );
}
