import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { load } from 'js-yaml';
import { Failure } from '../failure';
import { Field } from '../manifests/field';
import { applicationOf } from '../manifests/image';

/** What is started in place of an image. */
export interface StartCommand {
  readonly words: readonly [string, ...string[]];
  /** The application's folder. */
  readonly folder: string;
  /** Variables that the image would bring; what the manifest sets goes before them. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * The command that stands for an image: `start:` of the application's `contract/service.yaml` followed by the
 * container's arguments, or the entry of `commands:` that the first argument names.
 *
 * @throws Failure when the application does not exist or was not built
 */
export function startCommand(checkout: string, image: string, args: readonly string[]): StartCommand {
  const application = applicationOf(image);
  const folder = join(checkout, 'apps', application);
  const contract = readContract(folder, application);
  const named = args[0] === undefined ? undefined : contract.commands.get(args[0]);
  const words = named === undefined ? [...split(contract.start), ...args] : [...split(named), ...args.slice(1)];
  requireInstalled({ checkout, application, words });
  return { words: [words[0] ?? '', ...words.slice(1)], folder, environment: Object.fromEntries(contract.environment) };
}

/** Folders that are searched for programs: the checkout's Python environment, this Node's own, then the usual ones. */
export function programPath(checkout: string): string {
  const own = [join(checkout, '.perchoir', 'venv', 'bin'), join(process.execPath, '..')];
  return [...own, process.env['PATH'] ?? '/usr/bin:/bin'].join(delimiter);
}

function readContract(folder: string, application: string) {
  const path = join(folder, 'contract', 'service.yaml');
  const file = `apps/${application}/contract/service.yaml`;
  if (!existsSync(path)) throw new Failure(`${file} is missing: it says how to start the image '${application}' here`);
  const contract = new Field(load(readFileSync(path, 'utf8')), file);
  return {
    start: contract.at('start').text(),
    commands: contract.at('commands').texts(),
    environment: contract.at('environment').texts(),
  };
}

function split(command: string): readonly string[] {
  return command.split(/\s+/).filter((word) => word !== '');
}

interface Started {
  readonly checkout: string;
  readonly application: string;
  readonly words: readonly string[];
}

/** @throws Failure saying what was not built or installed */
function requireInstalled({ checkout, application, words }: Started): void {
  const [program = '', script] = words;
  if (program === 'node' && script !== undefined && !existsSync(join(checkout, 'apps', application, script)))
    throw new Failure(`apps/${application}/${script} is missing: run \`npm run build\``);
  const folders = programPath(checkout).split(delimiter);
  if (folders.some((folder) => existsSync(join(folder, program)))) return;
  throw new Failure(
    `the program '${program}' of apps/${application} is not installed: run \`npm start\`, which installs it`,
  );
}
