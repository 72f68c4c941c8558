import type { ConversationLog } from '../conversations/conversation-log';
import type { EntryReference, Rate } from '../events';
import type { Session } from './session';

/** Keeps the visitor's opinion of an answer. */
export function rate({ log }: { readonly log: Pick<ConversationLog, 'rate'> }) {
  return async (session: Session, { seq, value }: Rate): Promise<EntryReference> => {
    await log.rate(session.member.conversation, seq, value);
    return { seq };
  };
}
