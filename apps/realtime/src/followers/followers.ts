import type { Pool } from 'pg';
import type { FollowerRegistry } from '../feeds/feeds';
import { channelExpression, channelOf, type Notice } from './channel';

/** A pod that does not renew for this long is not told any more, in seconds: it is gone. */
const EXPIRES_SECONDS = 60;

/** Pause between two renewals, in milliseconds. */
export const RENEW_FOLLOWERS_EVERY_MS = 20_000;

/**
 * The table of which pod follows which conversation. It only saves notices, each of which serialises commits in
 * PostgreSQL: a row too many costs a notice, a row too few a second until the next poll. Hence it is not logged, and
 * starts empty after a crash of the database.
 */
export class Followers implements FollowerRegistry {
  constructor(
    private readonly pool: Pool,
    private readonly pod: string,
  ) {}

  async follow(conversation: string): Promise<void> {
    await this.renew([conversation]);
  }

  async unfollow(conversation: string): Promise<void> {
    await this.pool.query('DELETE FROM conversation.followers WHERE conversation = $1 AND pod = $2', [
      conversation,
      this.pod,
    ]);
  }

  /** States again what this pod follows. */
  async renew(conversations: readonly string[]): Promise<void> {
    await this.pool.query(renewFollowers, [conversations, this.pod, EXPIRES_SECONDS]);
  }

  /** Removes rows that nobody renewed. */
  async removeExpired(): Promise<void> {
    await this.pool.query('DELETE FROM conversation.followers WHERE expires_at < now()');
  }

  /** Tells one pod. */
  async tell(pod: string, notice: Notice): Promise<void> {
    await this.pool.query('SELECT pg_notify($1, $2)', [channelOf(pod), JSON.stringify(notice)]);
  }

  /** Tells the other pods that follow the notice's conversation. */
  async tellOthers(notice: Notice): Promise<void> {
    await this.pool.query(tellOthers, [notice.conversation, this.pod, JSON.stringify(notice)]);
  }
}

const renewFollowers = `
  INSERT INTO conversation.followers (conversation, pod, expires_at)
  SELECT unnest($1::uuid[]), $2, now() + make_interval(secs => $3)
  ON CONFLICT (conversation, pod) DO UPDATE SET expires_at = excluded.expires_at`;

const tellOthers = `
  SELECT pg_notify(${channelExpression('pod')}, $3) FROM conversation.followers
  WHERE conversation = $1 AND pod <> $2 AND expires_at > now()`;
