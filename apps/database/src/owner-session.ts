import { connection, type DatabasePeer } from '@perchoir/service/database';
import { Client } from 'pg';

/**
 * Runs `work` on a connection of the migrator that acts as the owner of the schemas, and closes it.
 * @throws Error of PostgreSQL, or of the file that cannot be read.
 */
export async function asOwner<T>(peer: DatabasePeer, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({
    ...connection(peer),
    application_name: 'database',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  });
  await client.connect();
  try {
    await client.query('SET ROLE owner');
    await client.query('SET search_path = public');
    return await work(client);
  } finally {
    await client.end();
  }
}
