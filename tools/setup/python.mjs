import { runQuietly } from './process.mjs';
import { step } from './step.mjs';

const app = 'apps/scraping-agent';

/** Makes the virtual environment of the scraping agent in the checkout's own state folder. */
export function installPython() {
  const files = {
    inputs: [`${app}/pyproject.toml`, `${app}/requirements.txt`, `${app}/scripts/install`],
    outputs: ['.perchoir/venv/bin/scraping-agent'],
  };
  return step('Installing Python packages', files, () =>
    runQuietly(`${app}/scripts/install`, ['.perchoir/venv'], { failure: 'the scraping agent could not be installed' }),
  );
}
