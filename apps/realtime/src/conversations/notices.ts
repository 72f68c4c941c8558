import { channelExpression } from '../followers/channel';

/**
 * A common table expression that tells the other pods which follow the conversation to look at the log again, when
 * `change` has rows. PostgreSQL sends the notices with the commit. The statement has to read the expression:
 * PostgreSQL does not run one that nothing refers to.
 */
export function tellFollowers(change: string, { conversation, pod }: TellParameters): string {
  return `told AS (
    SELECT pg_notify(${channelExpression('f.pod')},
                     json_build_object('kind', 'entry', 'conversation', ${conversation}::uuid)::text)
    FROM conversation.followers f
    WHERE f.conversation = ${conversation}::uuid AND f.pod <> ${pod}::text AND f.expires_at > now()
      AND EXISTS (SELECT FROM ${change})
  )`;
}

interface TellParameters {
  /** Placeholder of the conversation's id. */
  readonly conversation: string;
  /** Placeholder of this pod's name, which needs no telling. */
  readonly pod: string;
}
