import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Pool } from 'pg';
import type { PlatformStatus } from '../running/platform';

/** An entry as the database holds it. */
export interface LoggedEntry {
  readonly seq: number;
  readonly id: string;
  readonly author: string;
  readonly text: string;
  readonly state: string;
}

/** The log of conversations, read as the role that writes it, over TLS with both names verified. */
export class ConversationLog {
  private readonly pool: Pool;

  constructor(status: PlatformStatus) {
    this.pool = new Pool({ ...databaseOf(status), max: 1 });
    // The database may be restarted under us; the next query opens a new connection.
    this.pool.on('error', () => undefined);
  }

  async entries(conversation: string): Promise<readonly LoggedEntry[]> {
    const { rows } = await this.pool.query<LoggedEntry>(
      'SELECT seq, client_id AS id, author, text, state FROM conversation.entries WHERE conversation = $1 ORDER BY seq',
      [conversation],
    );
    return rows;
  }

  /** The process that writes the conversation's answer at the moment: the pod's name and a suffix. */
  async holder(conversation: string): Promise<string | undefined> {
    const statement = 'SELECT holder FROM conversation.answer_leases WHERE conversation = $1';
    return (await this.pool.query<{ holder: string }>(statement, [conversation])).rows[0]?.holder;
  }

  close(): Promise<void> {
    return this.pool.end();
  }
}

function databaseOf({ services, certificates }: PlatformStatus) {
  const service = services.find(({ tier, name }) => tier === 'postgres' && name.endsWith('-rw'));
  const certificate = certificates.find(({ secret }) => secret === 'realtime-log-database');
  if (!service || !certificate) throw new Error('up.json names no PostgreSQL service or no certificate for the log');
  const read = (file: string) => readFileSync(join(certificate.folder, file));
  const servername = `${service.name}.${service.tier}.svc`;
  return {
    host: service.address,
    port: service.ports[0] ?? 5_432,
    user: 'realtime',
    database: 'perchoir',
    ssl: { ca: read('ca.crt'), cert: read('tls.crt'), key: read('tls.key'), servername },
  };
}
