import { homedir } from 'node:os';
import { join } from 'node:path';

/** Folder of the laptop's models, so that tests and `npm start` fetch each only once. */
export function modelCache(): string {
  const usual = process.getuid?.() === 0 ? '/var/lib/perchoir' : join(homedir(), '.cache', 'perchoir');
  return process.env['PERCHOIR_CACHE'] ?? usual;
}
