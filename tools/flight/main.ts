import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { runChecks, type Check, type Tally } from './checks';
import { pageChecks } from './page-checks';
import { chaosCheck, knowledgeCheck } from './program-checks';
import { RunningPlatform } from './running-platform';
import { stopChecks } from './stop-checks';

interface Flags {
  readonly report?: string;
  readonly kills: string;
  readonly questions: string;
  readonly pictures: string;
}

const flags = new Command('flight')
  .description(
    'Starts the platform as `npm start` does, and checks what a visitor sees, through kills, to an orderly stop.',
  )
  .option('--report <file>', 'where to write the tally, JSON')
  .option('--kills <n>', 'kills at random moments of an answer', '5')
  .option('--questions <n>', 'questions of the evaluation', '10')
  .option('--pictures <folder>', 'where screenshots go', '.perchoir/pictures')
  .parse()
  .opts<Flags>();

fly(flags).then(
  (tally) => {
    if (flags.report) writeFileSync(flags.report, JSON.stringify(tally));
    process.exit(tally.failed === 0 ? 0 : 1);
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);

async function fly({ kills, questions, pictures }: Flags): Promise<Tally> {
  const state = newStateFolder();
  mkdirSync(pictures, { recursive: true });
  const platform = RunningPlatform.start(state);
  process.on('SIGINT', () => void platform.stop().then(() => process.exit(130)));
  try {
    const { url } = await platform.until(({ ready, demo }) => ready && demo === 'ready', 300);
    return await runChecks(flight(platform, { url, kills, questions, pictures }));
  } finally {
    await platform.stop();
    rmSync(state, { recursive: true, force: true });
  }
}

function flight(
  platform: RunningPlatform,
  { url, kills, questions, pictures }: Flags & { readonly url: string },
): readonly Check[] {
  return [
    ...pageChecks({ url, pictures }),
    knowledgeCheck(platform.state, questions),
    chaosCheck(platform.state, kills),
    ...stopChecks(platform),
  ];
}

/** PostgreSQL refuses to run as root and must be able to enter every parent folder, which root's home is not. */
function newStateFolder(): string {
  const parent = process.getuid?.() === 0 ? '/var/lib/perchoir' : tmpdir();
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, 'flight-'));
  chmodSync(folder, 0o755);
  return folder;
}
