import { Problem } from '@perchoir/service/problem';
import type { ConversationLog } from '../conversations/conversation-log';
import type { EntryReference, Send } from '../events';
import { detectLanguage } from '../language/detection';
import type { Metrics } from '../metrics';
import type { SendLimits } from './send-limits';
import type { Session } from './session';
import { begin, type BeginComponents } from './beginning';

export interface SendComponents extends BeginComponents {
  readonly log: Pick<ConversationLog, 'append'>;
  readonly limits: SendLimits;
  readonly metrics: Metrics;
}

/** Answers waiting or being written at once in one conversation. */
const MOST_ANSWERS = 3;

/** Takes a visitor's message: acknowledged once it is in the log, and its answer with it. */
export function send(components: SendComponents) {
  const { log, limits, metrics } = components;
  return async (session: Session, { id, text }: Send): Promise<EntryReference> => {
    const { member } = session;
    requirePatience(member.feed.streaming.length);
    limits.take(member.visitor);
    member.language = detectLanguage(text, member.language);
    const appended = await log.append({ conversation: member.conversation, id, text, language: member.language });
    if (appended.kind === 'known') return { seq: appended.seq };
    metrics.entries.inc({ author: 'visitor' });
    return { seq: begin(appended, components).seq };
  };
}

function requirePatience(answers: number): void {
  if (answers < MOST_ANSWERS) return;
  throw new Problem(429, 'answers-pending', { title: 'Wait for an answer before asking more.' });
}
