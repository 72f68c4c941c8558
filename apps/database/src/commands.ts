import { createLog, type Log } from '@perchoir/service/log';
import type { DatabaseConfig } from './config';
import { pendingOf, readLedger } from './migrations/ledger';
import { readMigrations } from './migrations/migration';
import { applyMigrations } from './migrations/runner';
import { asOwner } from './owner-session';
import { seedDemoBot } from './seed/demo-bot';

/** What a command is run with. */
export interface CommandContext {
  readonly config: DatabaseConfig;
  /** Folder of the migrations' files. */
  readonly migrations: string;
  /** Takes what a command prints for people. */
  readonly print: (text: string) => void;
}

/** A command of the program. @returns the exit status. */
export interface Command {
  readonly summary: string;
  readonly run: (context: CommandContext) => Promise<number>;
}

/** The commands by name. */
export const commands: Readonly<Record<string, Command>> = {
  migrate: { summary: 'apply missing migrations, and publish the demo bot where DEMO=true', run: migrate },
  seed: { summary: 'publish the demo bot; does nothing when it is there', run: seed },
  status: { summary: 'list migrations; exit status 1 when some are missing', run: status },
};

async function migrate({ config, migrations }: CommandContext): Promise<number> {
  const log = logOf(config);
  const files = await readMigrations(migrations);
  await asOwner(config.peer, async (client) => {
    const applied = await applyMigrations(client, files, log);
    log.info({ applied, schema: files.length }, applied.length > 0 ? 'schema migrated' : 'schema is up to date');
    if (config.isDemo) logSeed(log, await seedDemoBot(client));
  });
  return 0;
}

async function seed({ config }: CommandContext): Promise<number> {
  logSeed(logOf(config), await asOwner(config.peer, seedDemoBot));
  return 0;
}

async function status({ config, migrations, print }: CommandContext): Promise<number> {
  const files = await readMigrations(migrations);
  const applied = await asOwner(config.peer, readLedger);
  const pending = new Set(pendingOf(files, applied).map(({ version }) => version));
  for (const { version, name } of files) {
    print(`${String(version).padStart(4, '0')}  ${pending.has(version) ? 'missing' : 'applied'}  ${name}\n`);
  }
  return pending.size > 0 ? 1 : 0;
}

function logOf({ logLevel }: DatabaseConfig): Log {
  return createLog({ service: 'database', level: logLevel });
}

function logSeed(log: Log, hasChanged: boolean): void {
  log.info(hasChanged ? 'demo bot published' : 'demo bot is there already');
}
