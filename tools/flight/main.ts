import { mkdirSync, writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { Platform } from '../running/platform';
import { runChecks, type Check, type Tally } from './checks';
import { pageChecks } from './page-checks';
import { chaosCheck, knowledgeCheck } from './program-checks';
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
  mkdirSync(pictures, { recursive: true });
  const platform = await Platform.start();
  process.on('SIGINT', () => void platform.stop().then(() => process.exit(130)));
  try {
    await platform.learnt();
    return await runChecks(flight(platform, { url: platform.status.url, kills, questions, pictures }));
  } finally {
    await platform.stop();
  }
}

function flight(
  platform: Platform,
  { url, kills, questions, pictures }: Flags & { readonly url: string },
): readonly Check[] {
  return [
    ...pageChecks({ url, pictures }),
    knowledgeCheck(platform.state, questions),
    chaosCheck(platform.state, kills),
    ...stopChecks(platform),
  ];
}
