import type { ConversationLog } from '../conversations/conversation-log';
import type { EntryReference } from '../events';
import { begin, type BeginComponents } from './beginning';
import type { SendLimits } from './send-limits';
import type { Session } from './session';

export interface RetryComponents extends BeginComponents {
  readonly log: Pick<ConversationLog, 'retry'>;
  readonly limits: SendLimits;
}

/** Answers a question anew after its answer failed or was stopped; it counts as a message. */
export function retry(components: RetryComponents) {
  const { log, limits } = components;
  return async (session: Session, { seq }: EntryReference): Promise<EntryReference> => {
    const { member } = session;
    limits.take(member.visitor);
    const appended = await log.retry(member.conversation, seq);
    if (appended.kind === 'known') return { seq: appended.seq };
    return { seq: begin(appended, components).seq };
  };
}
