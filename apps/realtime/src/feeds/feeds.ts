import type { Entry } from '../conversations/entry';
import type { Progress } from '../events';
import { Feed } from './feed';

/** Reads entries of a conversation after `after`, and those that still stream. */
export type ReadEntries = (conversation: string, after: number) => Promise<readonly Entry[]>;

/** Where this pod says which conversations it follows, so that others tell it of their changes. */
export interface FollowerRegistry {
  follow(conversation: string): Promise<void>;
  unfollow(conversation: string): Promise<void>;
}

export interface FeedsOptions {
  readonly read: ReadEntries;
  readonly followers: FollowerRegistry;
  readonly onError: (error: unknown) => void;
}

/** The conversations that pages on this pod follow. */
export class Feeds {
  private readonly feeds = new Map<string, Feed>();
  /** Registrations, for the readers that come while the first one's is under way. */
  private readonly following = new Map<string, Promise<void>>();
  private readonly reading = new Map<string, { again: boolean }>();
  /** Opened since the last poll, and in the poll before: each is looked at once when the race of `open` is over. */
  private opened = new Set<string>();
  private unchecked = new Set<string>();

  constructor(private readonly options: FeedsOptions) {}

  /**
   * Lets a reader join, once this pod is registered as a follower. Reading the log only after this misses nothing, but
   * for a change that was under way on another pod while the registration committed; `poll` finds that one.
   * @param join - reads the log and joins the feed
   */
  async open<T>(conversation: string, join: (feed: Feed) => Promise<T>): Promise<T> {
    const feed = this.feeds.get(conversation) ?? new Feed(conversation);
    const release = feed.reserve();
    const isNew = !this.feeds.has(conversation);
    this.feeds.set(conversation, feed);
    this.opened.add(conversation);
    try {
      if (isNew) this.following.set(conversation, this.options.followers.follow(conversation));
      await this.following.get(conversation);
      return await join(feed);
    } finally {
      release();
      this.close(feed);
    }
  }

  /** Forgets the feed when its last reader has left. */
  close(feed: Feed): void {
    if (!feed.isIdle || this.feeds.get(feed.conversation) !== feed) return;
    this.feeds.delete(feed.conversation);
    this.following.delete(feed.conversation);
    this.unfollow(feed.conversation).catch(this.options.onError);
  }

  publish(entry: Entry): void {
    this.feeds.get(entry.conversation)?.publish(entry);
  }

  progress(conversation: string, progress: Progress): void {
    this.feeds.get(conversation)?.progress(progress);
  }

  /** Conversations with a reader here. */
  get followed(): readonly string[] {
    return [...this.feeds.keys()];
  }

  /**
   * Reads again what a notice may have been missed for: entries that somebody else writes, conversations of which an
   * entry is missing, and those whose feed was opened two polls ago.
   * @param isForeign - whether a streaming entry is written elsewhere
   */
  async poll(isForeign: (entry: Entry) => boolean): Promise<void> {
    const due = new Set(this.unchecked);
    this.unchecked = this.opened;
    this.opened = new Set();
    for (const feed of this.feeds.values()) {
      if (feed.hasGap || feed.streaming.some(isForeign)) due.add(feed.conversation);
    }
    for (const conversation of due) await this.refresh(conversation);
  }

  /** Brings a followed conversation up to the log. Calls during a read lead to one more read, however many they are. */
  async refresh(conversation: string): Promise<void> {
    const running = this.reading.get(conversation);
    if (running) {
      running.again = true;
      return;
    }
    const state = { again: true };
    this.reading.set(conversation, state);
    try {
      while (state.again) {
        state.again = false;
        await this.readOnce(conversation);
      }
    } catch (error) {
      this.options.onError(error);
    } finally {
      this.reading.delete(conversation);
    }
  }

  /** A page that joins meanwhile may have been registered before the row is deleted: then it is registered again. */
  private async unfollow(conversation: string): Promise<void> {
    const { followers } = this.options;
    await followers.unfollow(conversation);
    if (this.feeds.has(conversation)) await followers.follow(conversation);
  }

  private async readOnce(conversation: string): Promise<void> {
    const feed = this.feeds.get(conversation);
    if (!feed || feed.isIdle) return;
    for (const entry of await this.options.read(conversation, feed.settledUpTo)) feed.publish(entry);
  }
}
