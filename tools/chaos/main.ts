import { Command, InvalidArgumentError, Option } from 'commander';
import { ConversationLog } from './conversation-log';
import { QUESTIONS, runTrial, undisturbed, type Reference, type Trial, type TrialOptions } from './experiment';
import { Platform } from '../running/platform';
import { Random } from './random';
import { header, isHonoured, line, summary } from './report';

/** What `--victim` chooses. Servers hold more of an answer's state than models do, so they die twice as often. */
const VICTIMS = {
  realtime: ['realtime'],
  replica: ['replica'],
  both: ['realtime', 'realtime', 'replica'],
} as const satisfies Record<string, TrialOptions['victims']>;

interface Options {
  readonly kills: number;
  readonly seed: number;
  readonly victim: keyof typeof VICTIMS;
  readonly bot: string;
  readonly state?: string;
}

const command = new Command('perchoir chaos')
  .description('Kills servers and models with SIGKILL in the middle of answers, and compares the page with the log.')
  .option('--kills <count>', 'how many', positive, 50)
  .option('--seed <number>', 'repeats the choices of an earlier run', positive, 1)
  .addOption(new Option('--victim <kind>', 'what is killed').choices(Object.keys(VICTIMS)).default('both'))
  .option('--bot <key>', 'public key of the bot that is asked', 'demo')
  .option('--state <dir>', 'state folder of a platform that runs already (default: start one, remove it afterwards)')
  .allowExcessArguments(false)
  .showHelpAfterError('(see --help)');

main(command.parse().opts<Options>()).then(
  (status) => (process.exitCode = status),
  (error: unknown) => {
    process.stderr.write(`perchoir chaos: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);

async function main({ state, ...options }: Options): Promise<number> {
  const interrupted = new Promise<never>((_, reject) => {
    process.once('SIGINT', () => reject(new Error('interrupted')));
    process.once('SIGTERM', () => reject(new Error('interrupted')));
  });
  interrupted.catch(() => undefined);
  const platform = state === undefined ? await Platform.start() : Platform.running(state);
  try {
    const trials = await Promise.race([runTrials(platform, options), interrupted]);
    console.log(`\nseed ${options.seed}: ${summary(trials)}`);
    return isHonoured(trials) ? 0 : 1;
  } finally {
    await platform.stop();
  }
}

async function runTrials(
  platform: Platform,
  { kills, seed, victim, bot: botKey }: Omit<Options, 'state'>,
): Promise<readonly Trial[]> {
  await platform.begun();
  const random = new Random(seed);
  const references = new Map<string, Reference>();
  for (const question of QUESTIONS) references.set(question, await undisturbed({ platform, botKey }, question));
  const tookMs = [...references.values()].map((reference) => Math.round(reference.tookMs));
  console.log(`undisturbed answers take ${Math.min(...tookMs)} to ${Math.max(...tookMs)} ms\n\n${header()}`);
  const log = new ConversationLog(platform.status);
  const trials: Trial[] = [];
  try {
    for (let number = 1; number <= kills; number += 1) {
      const trial = await runTrial({ platform, botKey, log, random, victims: VICTIMS[victim], references });
      trials.push(trial);
      console.log(line(number, trial));
    }
  } finally {
    await log.close();
  }
  return trials;
}

function positive(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('expected a whole number above 0.');
}
