import { existsSync } from 'node:fs';
import type { UpOptions } from './options';
import type { PlannedContainer } from './pods/plan';
import { startCommand } from './pods/start-command';
import { run } from './run';
import { readSite } from './site';
import { checkoutNumber, foldersOf, openFolders, statusFiles, type Folders } from './state/folders';
import { claimState, findRunner } from './state/instance';
import { Interrupts } from './state/interrupts';
import { preferredOctet } from './state/loopback';
import { explanation } from './status/explanation';
import { openScreen } from './status/screen';
import { readStatus } from './status/status-file';

/** `perchoir up`: runs the platform of a checkout, or tells about it. @returns the exit status */
export async function up(options: UpOptions, checkout: string): Promise<number> {
  switch (options.task) {
    case 'explain':
      return explain(options, foldersOf(checkout, options.state));
    case 'json-status':
      return printStatus(foldersOf(checkout, options.state));
    case 'run':
      return runOnce(options, openFolders(checkout, options.state));
  }
}

function explain(options: UpOptions, folders: Folders): number {
  const { pods } = readSite(options, folders, preferredOctet(checkoutNumber(folders.checkout)));
  const startOf = ({ application, image, args }: PlannedContainer) => {
    if (application === 'postgres') return 'the embedded PostgreSQL, with the parameters and logins of patroni.yml';
    const { words } = startCommand(folders.checkout, image, args);
    return `${words.join(' ')} (in apps/${application})`;
  };
  process.stdout.write(`${explanation({ pods, state: folders.state, startOf })}\n`);
  return 0;
}

function printStatus(folders: Folders): number {
  if (findRunner(folders.state) === undefined) {
    process.stderr.write('perchoir: nothing runs here: start it with `npm start`\n');
    return 1;
  }
  process.stdout.write(readStatus(statusFiles(folders)[0]));
  return 0;
}

async function runOnce(options: UpOptions, folders: Folders): Promise<number> {
  const claim = claimState(folders.state);
  if (claim.kind === 'running') return tellRunning(claim.pid, options, folders);
  const screen = openScreen(process.stdout);
  try {
    await run(options, { folders, screen, interrupts: new Interrupts() });
  } finally {
    screen.close();
    claim.release();
  }
  screen.say('Stopped.');
  return 0;
}

function tellRunning(pid: number, options: UpOptions, folders: Folders): number {
  const [file] = statusFiles(folders);
  const { url }: { url?: unknown } = existsSync(file) ? (JSON.parse(readStatus(file)) as object) : {};
  const chat =
    url === undefined ? 'It is still being prepared: its own output says how far it is.' : `Chat: ${String(url)}`;
  process.stdout.write(`perchoir runs already (process ${pid}).\n${chat}\n`);
  const ignored = runOptions(options);
  if (ignored.length === 0) return 0;
  const verb = ignored.length === 1 ? 'is' : 'are';
  process.stderr.write(
    `perchoir: ${ignored.join(', ')} ${verb} ignored: stop the running one first (Ctrl-C there), then start again\n`,
  );
  return 1;
}

/** The options given that only the start of a run can heed, as they were named. */
function runOptions({ port, model, hasDemo }: UpOptions): readonly string[] {
  const names = [port !== undefined && '--port', model !== undefined && '--model', !hasDemo && '--no-demo'];
  return names.filter((name) => name !== false);
}
