import type { ConversationLog } from '../conversations/conversation-log';
import type { EntryReference } from '../events';
import type { Feeds } from '../feeds/feeds';
import type { Followers } from '../followers/followers';
import type { AnswerRuns } from '../runs/answer-runs';
import type { Session } from './session';

export interface StopComponents {
  readonly log: Pick<ConversationLog, 'stop'>;
  readonly feeds: Pick<Feeds, 'publish'>;
  readonly runs: AnswerRuns;
  readonly followers: Pick<Followers, 'tell'>;
}

/** Ends an answer where it is and frees its slot, whichever pod writes it. */
export function stop({ log, feeds, runs, followers }: StopComponents) {
  return async (session: Session, { seq }: EntryReference): Promise<EntryReference> => {
    const { conversation } = session.member;
    const isOurs = runs.has({ conversation, seq });
    const { entry, holder } = await log.stop(conversation, seq);
    runs.interrupt(entry, 'lost');
    if (!isOurs) await followers.tell(holder, { kind: 'stop', conversation, seq });
    feeds.publish(entry);
    return { seq };
  };
}
