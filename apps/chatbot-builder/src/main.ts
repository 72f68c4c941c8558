import { startOrExplain } from '@perchoir/service/start';
import { startOrigin } from './origin/server';

const commands: Readonly<Record<string, () => Promise<void>>> = { origin: startOrigin };
const usage = `Usage: node build/main.js COMMAND

  origin   serve bundles and the chat page to the CDN

Settings are environment variables: see .env.example.
`;

const [name = '--help'] = process.argv.slice(2);
const command = Object.hasOwn(commands, name) ? commands[name] : undefined;

if (command) startOrExplain(command);
else {
  process.stdout.write(usage);
  process.exitCode = name === '--help' ? 0 : 64;
}
