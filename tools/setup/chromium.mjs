import { existsSync } from 'node:fs';
import { SetupError } from './explain.mjs';
import { runQuietly } from './process.mjs';
import { timed } from './step.mjs';

const known = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The browser of the page tests: found on the machine, or installed from Debian's packages where we may. */
export async function installChromium() {
  if (process.env.CHROMIUM || known.some((path) => existsSync(path))) return;
  if (process.getuid() !== 0 || !existsSync('/usr/bin/apt-get')) {
    throw new SetupError('the page tests need Chromium: install it, or name it with CHROMIUM=/path/to/chromium');
  }
  const failure = 'Chromium could not be installed';
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await timed('Installing Chromium', async () => {
    await runQuietly('apt-get', ['update', '-qq'], { failure, env });
    await runQuietly('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'], {
      failure,
      env,
    });
  });
}
