import { join } from 'node:path';
import type { ServiceDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

const folder = join(__dirname, '../../contract');

/**
 * A service of a file in `contract/`. Numbers of 64 bits become numbers, absent fields their defaults.
 * @throws Error naming the service that the file does not have.
 */
export function serviceDefinition(file: string, service: string): ServiceDefinition {
  const found = loadSync(join(folder, file), { longs: Number, defaults: true, objects: true })[service];
  if (!found || 'format' in found) throw new Error(`contract/${file} has no service ${service}`);
  return found;
}
