/** Every text of the interface in one language. */
export interface Words {
  readonly title: (bot: string) => string;
  readonly conversation: string;
  readonly placeholder: string;
  readonly send: string;
  readonly sendHint: string;
  readonly tooLong: (over: number) => string;
  readonly stop: string;
  readonly retry: string;
  readonly sendAgain: string;
  readonly discard: string;
  readonly failed: string;
  readonly stopped: string;
  readonly sending: string;
  readonly connecting: string;
  readonly reconnecting: string;
  readonly unavailable: string;
  readonly queued: (position: number | undefined) => string;
  readonly searching: string;
  readonly writing: string;
  readonly sources: (count: number) => string;
  readonly related: string;
  readonly refused: string;
  readonly helpful: string;
  readonly unhelpful: string;
  readonly copy: string;
  readonly copied: string;
  readonly latest: string;
  readonly open: (bot: string) => string;
  readonly close: string;
  readonly authors: Readonly<Record<'visitor' | 'bot' | 'operator' | 'system', string>>;
}
