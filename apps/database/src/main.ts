import { join } from 'node:path';
import { startOrExplain } from '@perchoir/service/start';
import { commands } from './commands';
import { readDatabaseConfig } from './config';
import { MigrationError } from './migrations/migration-error';

/** Beside `build/` in the image as in the repository. */
const MIGRATIONS = join(__dirname, '..', 'migrations');

const print = (text: string) => void process.stdout.write(text);

startOrExplain(async () => {
  const [name = '--help'] = process.argv.slice(2);
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command) {
    const config = readDatabaseConfig(process.env);
    process.exitCode = await command.run({ config, migrations: MIGRATIONS, print }).catch(endInOneLine);
    return;
  }
  const isAsked = name === '--help' || name === '-h';
  (isAsked ? process.stdout : process.stderr).write(usage(isAsked ? undefined : name));
  process.exitCode = isAsked ? 0 : 64;
});

function usage(unknown: string | undefined): string {
  const first = unknown === undefined ? '' : `Unknown command ${unknown}.\n`;
  const lines = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(8)} ${summary}\n`);
  return `${first}Usage: database <command>\n\n${lines.join('')}\nThe environment is described in .env.example.\n`;
}

/** What an operator can act on is one line; a stack would hide it. */
function endInOneLine(error: unknown): number {
  const isExplained = error instanceof MigrationError || (error instanceof Error && 'code' in error);
  if (!isExplained) throw error;
  process.stderr.write(`${error.message || String(error.cause ?? error.name)}\n`);
  return 1;
}
