import { Problem } from '@perchoir/service/problem';
import { v7 as uuid } from 'uuid';
import type { BotCache } from '../bots/bot-cache';
import { LANGUAGES, type Language, type PublishedBot } from '../bots/published-bot';
import type { Conversation, ConversationLog } from '../conversations/conversation-log';
import type { Join, Joined } from '../events';
import type { Feeds } from '../feeds/feeds';
import type { Visitor, VisitorTokens } from '../tokens/visitor-tokens';
import type { Session } from './session';

export interface JoinComponents {
  readonly bots: BotCache;
  readonly log: ConversationLog;
  readonly tokens: VisitorTokens;
  readonly feeds: Feeds;
}

/** Opens or resumes a conversation, and shows the page what it lacks. */
export function join({ bots, log, tokens, feeds }: JoinComponents) {
  return async (session: Session, payload: Join): Promise<Joined> => {
    const bot = await bots.byKey(payload.botKey);
    if (!bot) throw new Problem(404, 'unknown-bot', { title: 'There is no bot with this key.', field: 'botKey' });
    requireOrigin(bot, session.origin);
    const conversation = await conversationOf(payload, bot, { log, tokens });
    const after = Math.min(payload.after ?? 0, conversation.lastSeq);
    const seq = await feeds.open(conversation.id, async (feed) => {
      const entries = await log.read(conversation.id, after);
      if (!session.isConnected) throw new Problem(409, 'disconnected', { title: 'The page closed during the join.' });
      leave(session, feeds);
      session.membership = { ...membershipOf(conversation, bot), feed };
      feed.join(session.reader, entries, after);
      return entries.at(-1)?.seq ?? conversation.lastSeq;
    });
    const { id, visitor } = conversation;
    const token = await tokens.issue({ visitor, bot: bot.id, conversation: id });
    return { token, conversation: id, seq, bot: publicPart(bot) };
  };
}

/** Ends what the connection has joined. */
export function leave(session: Session, feeds: Feeds): void {
  const feed = session.membership?.feed;
  if (!feed) return;
  session.membership = undefined;
  feed.leave(session.reader);
  feeds.close(feed);
}

function requireOrigin({ origins }: PublishedBot, origin: string | undefined): void {
  if (origins.includes('*') || (origin !== undefined && origins.includes(origin))) return;
  throw new Problem(403, 'origin-not-allowed', {
    title: 'The author of this bot does not allow this page to show it.',
  });
}

async function conversationOf(
  payload: Join,
  bot: PublishedBot,
  { log, tokens }: Pick<JoinComponents, 'log' | 'tokens'>,
): Promise<Conversation> {
  const { token, conversation } = payload;
  if (token !== undefined) return resumed(await tokens.verify(token), { payload, bot, log });
  if (conversation !== undefined) {
    throw new Problem(401, 'token-missing', { title: 'A conversation is opened with its token.', field: 'token' });
  }
  return log.create({ id: uuid(), bot: bot.id, visitor: uuid(), language: bot.languages[0] ?? LANGUAGES[0] });
}

interface Resumption {
  readonly payload: Join;
  readonly bot: PublishedBot;
  readonly log: ConversationLog;
}

async function resumed(visitor: Visitor, { payload, bot, log }: Resumption): Promise<Conversation> {
  if (visitor.bot !== bot.id) {
    throw new Problem(403, 'other-bot', { title: 'The token belongs to another bot.', field: 'token' });
  }
  if (payload.conversation !== undefined && payload.conversation.toLowerCase() !== visitor.conversation) {
    throw new Problem(403, 'other-conversation', {
      title: 'The token opens another conversation.',
      field: 'conversation',
    });
  }
  const conversation = await log.find(visitor.conversation);
  if (conversation) return conversation;
  throw new Problem(404, 'conversation-not-found', { title: 'This conversation no longer exists.', field: 'token' });
}

function membershipOf({ id, visitor, language }: Conversation, bot: PublishedBot) {
  return { visitor, conversation: id, bot, language: spokenLanguage(bot, language) };
}

function spokenLanguage(bot: PublishedBot, language: string): Language {
  return bot.languages.find((spoken) => spoken === language) ?? bot.languages[0] ?? LANGUAGES[0];
}

function publicPart({ name, greeting, colours, languages }: PublishedBot): Joined['bot'] {
  return { name, greeting, colours, languages };
}
