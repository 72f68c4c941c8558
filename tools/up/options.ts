import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { Failure } from './failure';

/** What the user asked for. */
export interface UpOptions {
  /** Port of the front door. @default - 8080, or the next free one */
  readonly port: number | undefined;
  /** A GGUF file to answer with. @default - the small model that comes with the platform */
  readonly model: { readonly path: string; readonly name: string } | undefined;
  /** State folder. @default - see `openFolders` */
  readonly state: string | undefined;
  /** Whether the demo bot is taught this repository's documents. */
  readonly hasDemo: boolean;
  readonly task: 'run' | 'explain' | 'json-status';
}

interface Flags {
  readonly port?: number;
  readonly model?: string;
  readonly state?: string;
  readonly demo: boolean;
  readonly explain?: boolean;
  readonly jsonStatus?: boolean;
}

/** Reads the command line. Prints the usage and ends the process on `--help` and on flags that it does not know. */
export function readOptions(args: readonly string[]): UpOptions {
  const { port, model, state, demo, explain, jsonStatus } = command().parse(args, { from: 'user' }).opts<Flags>();
  return {
    port,
    model: model === undefined ? undefined : modelFile(model),
    state: state === undefined ? undefined : resolve(state),
    hasDemo: demo,
    task: explain ? 'explain' : jsonStatus ? 'json-status' : 'run',
  };
}

function command(): Command {
  return new Command('perchoir up')
    .description('Runs the platform on this machine, from the manifests of dist/local. Ctrl-C stops it.')
    .option('--port <port>', 'port of the front door (default: 8080, or the next free one)', portNumber)
    .option('--model <path>', 'GGUF file to answer with (default: SmolLM2-135M-Instruct)')
    .option('--state <dir>', 'folder for data, logs and certificates (default: .perchoir; as root: /var/lib/perchoir)')
    .option('--no-demo', "do not teach the demo bot this repository's documents")
    .option('--explain', 'print what differs from the manifests, start nothing')
    .option('--json-status', 'print the status of the running platform as JSON')
    .allowExcessArguments(false)
    .showHelpAfterError('(see --help)');
}

function portNumber(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new InvalidArgumentError('expected a number from 1 to 65535.');
}

function modelFile(given: string) {
  const path = resolve(given);
  if (!existsSync(path) || !statSync(path).isFile()) throw new Failure(`--model ${given}: there is no such file`);
  if (!path.endsWith('.gguf')) throw new Failure(`--model ${given}: expected a GGUF file, its name ends with .gguf`);
  if (magicOf(path) !== 'GGUF')
    throw new Failure(`--model ${given}: this is no GGUF file, whatever its name says: download it again`);
  return { path, name: basename(path, '.gguf').toLowerCase() };
}

/** The first four bytes of a file: what tells a GGUF file from, for example, a saved error page. */
function magicOf(path: string): string {
  const start = Buffer.alloc(4);
  const file = openSync(path, 'r');
  try {
    return start.toString('latin1', 0, readSync(file, start));
  } finally {
    closeSync(file);
  }
}
