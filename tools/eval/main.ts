import { existsSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { Platform } from '../running/platform';
import { readQuestions, type Question } from './question-set';
import { mistake, table, waits } from './report';
import { isEnough, judged, scores, type Result } from './score';
import { ask } from './visitor';

interface Options {
  readonly set: string;
  readonly language: readonly string[];
  readonly sample?: number;
  readonly bot: string;
  readonly url?: string;
  readonly state?: string;
  readonly concurrency: number;
  readonly json?: string;
}

const command = new Command('perchoir eval')
  .description(
    'Asks the demo bot questions as a visitor would, and says how many it answers, relates or refuses rightly.',
  )
  .addOption(new Option('--set <name>', 'folder of questions below test/eval').default('questions'))
  .option('--language <list>', 'languages, separated by commas', (list: string) => list.split(','), ['en', 'fr'])
  .option('--sample <count>', 'questions of each kind and language at most (default: all)', positive)
  .option('--bot <key>', 'public key of the bot that is asked', 'demo')
  .option('--url <url>', 'front door of any platform (default: the one that runs here, else a new one)')
  .option('--state <dir>', 'state folder of the platform that runs', resolve('.perchoir'))
  .option('--concurrency <count>', 'questions at once', positive, 2)
  .option('--json <file>', 'write every question and answer to a file')
  .allowExcessArguments(false)
  .showHelpAfterError('(see --help)');

main(command.parse().opts<Options>()).then(
  (status) => (process.exitCode = status),
  (error: unknown) => {
    process.stderr.write(`perchoir eval: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);

async function main(options: Options): Promise<number> {
  const platform = options.url === undefined ? await platformOf(options) : undefined;
  const interrupted = new Promise<never>((_, reject) => {
    process.once('SIGINT', () => reject(new Error('interrupted')));
    process.once('SIGTERM', () => reject(new Error('interrupted')));
  });
  try {
    if (platform) await Promise.race([platform.learnt(), interrupted]);
    const results = await Promise.race([askAll(options.url ?? platform?.status.url ?? '', options), interrupted]);
    return report(results, options.json);
  } finally {
    await platform?.stop();
  }
}

async function platformOf({ state }: Options): Promise<Platform> {
  if (state !== undefined && existsSync(resolve(state, 'up.json'))) return Platform.running(state);
  console.log('no platform runs here: starting one, which is removed afterwards');
  return Platform.start();
}

async function askAll(url: string, options: Options): Promise<readonly Result[]> {
  const waiting = options.language.flatMap((language) =>
    readQuestions({ set: options.set, language, sample: options.sample }).map((question) => ({ language, question })),
  );
  const results: Result[] = [];
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const result = await resultOf(url, options.bot, next);
      if (!result.isRight || result.outsideQuotes !== '') console.log(mistake(result));
      results.push(result);
    }
  };
  await Promise.all(Array.from({ length: options.concurrency }, worker));
  return results;
}

interface Asked {
  readonly language: string;
  readonly question: Question;
}

async function resultOf(url: string, bot: string, { language, question }: Asked): Promise<Result> {
  try {
    return judged(language, question, await ask(url, bot, question.question));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { language, question, error: reason, isRight: false, outsideQuotes: '' };
  }
}

function report(results: readonly Result[], file: string | undefined): number {
  const all = scores(results).toSorted((one, other) => one.language.localeCompare(other.language));
  console.log(`\n${table(all)}\n\n${waits(results)}`);
  if (file !== undefined) {
    if (!existsSync(dirname(resolve(file)))) throw new Error(`${dirname(file)} is not a folder: make it first`);
    writeFileSync(file, `${JSON.stringify({ scores: all, results }, undefined, 2)}\n`);
  }
  return all.length > 0 && all.every(isEnough) ? 0 : 1;
}

function positive(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('give a positive whole number');
}
