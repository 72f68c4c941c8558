import { randomUUID } from 'node:crypto';
import type { Client } from 'pg';
import { asRole } from './server';

interface EntryFields {
  readonly seq: number;
  readonly author: string;
  readonly text: string;
  readonly state: string;
  readonly outcome: string | null;
  readonly reply_to: number | null;
  readonly rating: number | null;
  readonly client_id: string | null;
  readonly sources: string;
  readonly provenance: string | null;
}

const question: EntryFields = {
  seq: 1,
  author: 'visitor',
  text: 'Hello?',
  state: 'done',
  outcome: null,
  reply_to: null,
  rating: null,
  client_id: null,
  sources: '[]',
  provenance: null,
};
const answer: EntryFields = { ...question, seq: 2, author: 'bot', text: '', state: 'streaming', reply_to: 1 };

/** Runs `work` as realtime in a conversation that is forgotten afterwards. */
function inConversation<T>(work: (client: Client, conversation: string) => Promise<T>): Promise<T> {
  return asRole('realtime', async (client) => {
    const conversation = randomUUID();
    await client.query('BEGIN');
    const insert = 'INSERT INTO conversation.conversations (id, bot, visitor, language) VALUES ($1, $2, $3, $4)';
    await client.query(insert, [conversation, randomUUID(), randomUUID(), 'en']);
    return work(client, conversation);
  });
}

async function add(client: Client, conversation: string, fields: EntryFields): Promise<void> {
  const names = Object.keys(fields);
  const places = names.map((_, index) => `$${index + 2}`).join(', ');
  const statement = `INSERT INTO conversation.entries (conversation, ${names.join(', ')}) VALUES ($1, ${places})`;
  await client.query(statement, [conversation, ...Object.values(fields)]);
}

test('a question and its running answer are accepted', async () => {
  const states = await inConversation(async (client, conversation) => {
    await add(client, conversation, question);
    await add(client, conversation, answer);
    const { rows } = await client.query('SELECT state FROM conversation.entries WHERE conversation = $1 ORDER BY seq', [
      conversation,
    ]);
    return rows.map(({ state }) => state);
  });
  expect(states).toEqual(['done', 'streaming']);
});

const impossible: readonly (readonly [string, EntryFields])[] = [
  ['a sequence number of zero', { ...question, seq: 0 }],
  ['the same sequence number twice', question],
  ['an unknown author', { ...question, seq: 2, author: 'guest' }],
  ['an unknown state', { ...answer, state: 'paused' }],
  ['an unknown outcome', { ...answer, outcome: 'guessed' }],
  ['a visitor whose text streams', { ...question, seq: 2, state: 'streaming' }],
  ['a visitor with an outcome', { ...question, seq: 2, outcome: 'answered' }],
  ['a visitor who says nothing', { ...question, seq: 2, text: '' }],
  ['a visitor of 4,001 characters', { ...question, seq: 2, text: 'a'.repeat(4_001) }],
  ['an answer of 65,537 characters', { ...answer, text: 'a'.repeat(65_537) }],
  ['an answer to nothing', { ...answer, reply_to: null }],
  ['an answer to what comes later', { ...answer, reply_to: 3 }],
  ['an answer to an entry that is not there', { ...answer, seq: 9, reply_to: 7 }],
  ['a rating of an answer that still runs', { ...answer, rating: 1 }],
  ['a rating of two', { ...answer, state: 'done', rating: 2 }],
  ['sources that are no list', { ...answer, sources: '{}' }],
  ['a provenance that is no object', { ...answer, provenance: '[]' }],
];

test.each(impossible)('%s cannot be written', async (_, fields) => {
  const writing = inConversation(async (client, conversation) => {
    await add(client, conversation, question);
    await add(client, conversation, fields);
  });
  await expect(writing).rejects.toThrow(/violates|duplicate key/);
});

test('a client id is taken once in a conversation', async () => {
  const client_id = randomUUID();
  const writing = inConversation(async (client, conversation) => {
    await add(client, conversation, { ...question, client_id });
    await add(client, conversation, { ...question, client_id, seq: 2 });
  });
  await expect(writing).rejects.toThrow(/duplicate key/);
});

test.each([
  ['without its answer', 'INSERT INTO conversation.answer_leases VALUES ($1, 7, $2, 1, now())'],
  ['of epoch zero', 'INSERT INTO conversation.answer_leases VALUES ($1, 1, $2, 0, now())'],
])('a lease %s cannot be written', async (_, statement) => {
  const writing = inConversation(async (client, conversation) => {
    await add(client, conversation, question);
    await client.query(statement, [conversation, 'pod']);
  });
  await expect(writing).rejects.toThrow(/violates/);
});
