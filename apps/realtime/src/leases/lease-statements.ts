import { columnsOf } from '../conversations/statements';
import { tellFollowers } from '../conversations/notices';
import { PRESENCE_CLASS, presenceKey } from './presence';

/*
 * Every write of an answer locks its lease row and names the epoch. A takeover locks the same row first, so either
 * the write commits before the successor reads the text, or it finds another epoch and changes nothing.
 */

const held = 'conversation = $1 AND seq = $2 AND holder = $3 AND epoch = $4';
const told = tellFollowers('written', { conversation: '$1', pod: '$3' });
const result = `SELECT written.*, (SELECT count(*) FROM told) AS told FROM written`;

/** $5 the whole text so far, $6 lease in seconds. The whole text, so that a commit of unknown fate can be repeated. */
export const checkpointAnswer = `
  WITH fence AS (
    UPDATE conversation.answer_leases SET expires_at = now() + make_interval(secs => $6) WHERE ${held}
    RETURNING conversation, seq
  ), written AS (
    UPDATE conversation.entries e SET text = $5, updated_at = now() FROM fence
    WHERE e.conversation = fence.conversation AND e.seq = fence.seq AND e.state = 'streaming'
    RETURNING ${columnsOf('e')}
  ), ${told} ${result}`;

/** $5 whole text, $6 state, $7 outcome, $8 sources, $9 provenance. */
export const endAnswer = `
  WITH fence AS (
    DELETE FROM conversation.answer_leases WHERE ${held} RETURNING conversation, seq
  ), written AS (
    UPDATE conversation.entries e
    SET text = $5, state = $6, outcome = $7, sources = $8::jsonb, provenance = $9::jsonb, updated_at = now()
    FROM fence WHERE e.conversation = fence.conversation AND e.seq = fence.seq AND e.state = 'streaming'
    RETURNING ${columnsOf('e')}
  ), ${told} ${result}`;

/** $1 holder, $2 lease in seconds. */
export const renewLeases = `
  UPDATE conversation.answer_leases SET expires_at = now() + make_interval(secs => $2) WHERE holder = $1
  RETURNING conversation, seq, holder, epoch`;

/** Lets another pod take it at once. */
export const releaseLease = `UPDATE conversation.answer_leases SET expires_at = now() WHERE ${held}`;

/**
 * $1 new holder, $2 lease in seconds, $3 how many. A holder is gone when its lease ran out, or when nobody holds its
 * lock and it wrote nothing for a second. Rows that another pod is taking, or writing, are passed over.
 */
export const takeAbandonedLeases = `
  WITH present AS MATERIALIZED (
    SELECT objid FROM pg_locks WHERE locktype = 'advisory' AND classid = ${PRESENCE_CLASS} AND granted
  ), abandoned AS (
    SELECT conversation, seq FROM conversation.answer_leases
    WHERE expires_at <= now()
       OR (holder <> $1 AND expires_at <= now() + make_interval(secs => $2 - 1)
           AND ${presenceKey('holder')} NOT IN (SELECT objid FROM present))
    ORDER BY expires_at LIMIT $3 FOR UPDATE SKIP LOCKED
  )
  UPDATE conversation.answer_leases l
  SET holder = $1, epoch = l.epoch + 1, expires_at = now() + make_interval(secs => $2)
  FROM abandoned WHERE l.conversation = abandoned.conversation AND l.seq = abandoned.seq
  RETURNING l.conversation, l.seq, l.holder, l.epoch`;

/** $1 conversation, $2 seq. */
export const readTask = `
  SELECT ${columnsOf('answer')}, conversations.bot, conversations.language, question.text AS question,
         question.seq AS "questionSeq"
  FROM conversation.entries answer
  JOIN conversation.entries question ON question.conversation = $1 AND question.seq = answer.reply_to
  JOIN conversation.conversations ON conversations.id = $1
  WHERE answer.conversation = $1 AND answer.seq = $2`;

/** $1 conversation, $2 seq of the question, $3 how many. */
export const readHistory = `
  SELECT * FROM (
    SELECT seq, author, text FROM conversation.entries
    WHERE conversation = $1 AND seq < $2 AND state = 'done' AND text <> '' ORDER BY seq DESC LIMIT $3
  ) newest ORDER BY seq`;
