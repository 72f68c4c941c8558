import type { Appended } from '../conversations/conversation-log';
import type { Entry } from '../conversations/entry';
import type { Feeds } from '../feeds/feeds';
import type { Metrics } from '../metrics';
import type { AnswerRuns } from '../runs/answer-runs';

export interface BeginComponents {
  readonly feeds: Pick<Feeds, 'publish'>;
  readonly runs: AnswerRuns;
  readonly metrics: Metrics;
}

/** Shows the new entries and starts the answer among them. @returns the first of the entries */
export function begin(appended: Extract<Appended, { kind: 'added' }>, components: BeginComponents): Entry {
  const { feeds, runs, metrics } = components;
  const { entries, lease } = appended;
  for (const entry of entries) feeds.publish(entry);
  metrics.entries.inc({ author: 'bot' });
  runs.start(lease);
  return entries[0] as Entry;
}
