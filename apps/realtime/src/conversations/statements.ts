import { entryColumns } from './entry';
import { tellFollowers } from './notices';

/*
 * Each change of a conversation is one statement, so one round trip and one commit: numbering, the entries, the
 * answer's lease and the notices to other pods stand or fall together.
 */

export const createConversation = `
  INSERT INTO conversation.conversations (id, bot, visitor, language) VALUES ($1, $2, $3, $4)`;

export const findConversation = `
  SELECT id, bot, visitor, language, last_seq AS "lastSeq" FROM conversation.conversations WHERE id = $1`;

/**
 * Entries after $2 and any that still stream, whose reader cannot hold their final state; the newest $3 of them.
 */
export const readEntries = `
  SELECT * FROM (
    SELECT ${entryColumns} FROM conversation.entries
    WHERE conversation = $1 AND (seq > $2 OR state = 'streaming') ORDER BY seq DESC LIMIT $3
  ) newest ORDER BY seq`;

/** $1 conversation, $2 client's id, $3 text, $4 pod, $5 language, $6 answer's id, $7 lease in seconds. */
export const appendMessage = `
  WITH known AS (
    SELECT seq FROM conversation.entries WHERE conversation = $1 AND client_id = $2
  ), slot AS (
    UPDATE conversation.conversations SET last_seq = last_seq + 2, language = $5
    WHERE id = $1 AND NOT EXISTS (SELECT FROM known) RETURNING last_seq
  ), added AS (
    INSERT INTO conversation.entries (conversation, seq, client_id, author, text, state, sources, reply_to)
    SELECT $1, last_seq - 1, $2::uuid, 'visitor', $3, 'done', '[]'::jsonb, NULL::int FROM slot
    UNION ALL
    SELECT $1, last_seq, $6::uuid, 'bot', '', 'streaming', '[]'::jsonb, last_seq - 1 FROM slot
    RETURNING ${entryColumns}
  ), ${leaseOf('slot', 'last_seq', '$7')}, ${tellFollowers('added', { conversation: '$1', pod: '$4' })}
  SELECT (SELECT seq FROM known) AS known, (SELECT count(*) FROM told) AS told,
         coalesce((SELECT json_agg(added ORDER BY seq) FROM added), '[]') AS added`;

/** $1 conversation, $2 seq of the failed or stopped answer, $3 new answer's id, $4 pod, $5 lease in seconds. */
export const appendRetry = `
  WITH asked AS (
    SELECT reply_to FROM conversation.entries
    WHERE conversation = $1 AND seq = $2 AND author = 'bot' AND state NOT IN ('streaming', 'done')
  ), running AS (
    SELECT e.seq FROM conversation.entries e JOIN asked USING (reply_to)
    WHERE e.conversation = $1 AND e.seq > $2 ORDER BY e.seq DESC LIMIT 1
  ), slot AS (
    UPDATE conversation.conversations SET last_seq = last_seq + 1
    WHERE id = $1 AND EXISTS (SELECT FROM asked) AND NOT EXISTS (SELECT FROM running) RETURNING last_seq
  ), added AS (
    INSERT INTO conversation.entries (conversation, seq, client_id, author, text, state, sources, reply_to)
    SELECT $1, last_seq, $3::uuid, 'bot', '', 'streaming', '[]'::jsonb, reply_to FROM slot, asked
    RETURNING ${entryColumns}
  ), ${leaseOf('slot', 'last_seq', '$5')}, ${tellFollowers('added', { conversation: '$1', pod: '$4' })}
  SELECT (SELECT seq FROM running) AS known, (SELECT count(*) FROM told) AS told,
         coalesce((SELECT json_agg(added ORDER BY seq) FROM added), '[]') AS added`;

/** $1 conversation, $2 seq, $3 pod. Taking the lease away fences off whichever pod was writing. */
export const stopAnswer = `
  WITH lease AS (
    DELETE FROM conversation.answer_leases WHERE conversation = $1 AND seq = $2 RETURNING conversation, seq, holder
  ), ended AS (
    UPDATE conversation.entries e SET state = 'done', updated_at = now() FROM lease
    WHERE e.conversation = lease.conversation AND e.seq = lease.seq AND e.state = 'streaming'
    RETURNING ${columnsOf('e')}
  ), ${tellFollowers('ended', { conversation: '$1', pod: '$3' })}
  SELECT ended.*, lease.holder, (SELECT count(*) FROM told) AS told FROM ended, lease`;

/** $1 conversation, $2 seq, $3 value. */
export const rateEntry = `
  UPDATE conversation.entries SET rating = $3
  WHERE conversation = $1 AND seq = $2 AND author = 'bot' AND state = 'done' RETURNING seq`;

/** The entry's columns behind a table's alias. */
export function columnsOf(alias: string): string {
  return `${alias}.${entryColumns.replaceAll(', ', `, ${alias}.`)}`;
}

function leaseOf(slot: string, seq: string, seconds: string): string {
  return `lease AS (
    INSERT INTO conversation.answer_leases (conversation, seq, holder, epoch, expires_at)
    SELECT $1, ${seq}, $4, 1, now() + make_interval(secs => ${seconds}) FROM ${slot}
  )`;
}
