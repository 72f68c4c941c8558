import fc from 'fast-check';
import type { Entry } from '../../src/conversations/entry';
import { Feed, type Reader } from '../../src/feeds/feed';
import { Transcript } from '../transcript';

const conversation = '0193-conversation';

/** The log as the database holds it: entries only grow, then end. */
class Log {
  readonly entries: Entry[] = [];

  add(): void {
    const seq = this.entries.length + 1;
    this.entries.push({ conversation, seq, id: `id-${seq}`, author: 'bot', text: '', state: 'streaming', sources: [] });
  }

  grow(index: number, text: string): void {
    this.change(index, (entry) => ({ ...entry, text: entry.text + text }));
  }

  end(index: number): void {
    this.change(index, (entry) => ({ ...entry, state: 'done', outcome: 'answered' }));
  }

  read(after: number): readonly Entry[] {
    return this.entries.filter(({ seq, state }) => seq > after || state === 'streaming');
  }

  private change(index: number, to: (entry: Entry) => Entry): void {
    const entry = this.entries[index % Math.max(1, this.entries.length)];
    if (entry?.state === 'streaming') this.entries[entry.seq - 1] = to(entry);
  }
}

/** A page with one connection at a time; what is sent to a lost connection is lost. */
class Page {
  readonly transcript = new Transcript();
  private feed: Feed | undefined;
  private reader: Reader | undefined;
  private reading: { readonly feed: Feed; readonly after: number; readonly entries: readonly Entry[] } | undefined;

  get isConnected(): boolean {
    return this.feed !== undefined;
  }

  /** The first half of a join: the log is read, the page is not yet shown anything. */
  beginJoin(feed: Feed, log: Log): void {
    this.drop();
    const after = this.transcript.settledUpTo;
    this.reading = { feed, after, entries: log.read(after) };
  }

  finishJoin(): void {
    if (!this.reading) return;
    const { feed, after, entries } = this.reading;
    this.reading = undefined;
    const { transcript } = this;
    this.reader = {
      entry: (entry) => transcript.entry(entry),
      delta: (delta) => transcript.delta(delta),
      progress: () => undefined,
    };
    this.feed = feed;
    feed.join(this.reader, entries, after);
  }

  drop(): void {
    if (this.feed && this.reader) this.feed.leave(this.reader);
    this.feed = undefined;
    this.reading = undefined;
  }
}

interface World {
  readonly log: Log;
  readonly feeds: readonly Feed[];
  readonly pages: readonly Page[];
}

type Step = (world: World) => void;

const index = fc.nat(7);
const piece = fc.string({ minLength: 1, maxLength: 8, unit: 'grapheme' });

function feedOf({ feeds }: World, index: number): Feed {
  return feeds[index % feeds.length] as Feed;
}

function pageOf({ pages }: World, index: number): Page {
  return pages[index % pages.length] as Page;
}

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.constant<Step>(({ log }) => log.add()),
  fc.tuple(index, piece).map<Step>(
    ([entry, text]) =>
      ({ log }) =>
        log.grow(entry, text),
  ),
  index.map<Step>(
    (entry) =>
      ({ log }) =>
        log.end(entry),
  ),
  fc.tuple(index, index).map<Step>(([pod, entry]) => (world) => {
    const state = world.log.entries[entry];
    if (state) feedOf(world, pod).publish(state);
  }),
  index.map<Step>((pod) => (world) => refresh(feedOf(world, pod), world.log)),
  fc.tuple(index, index).map<Step>(
    ([page, pod]) =>
      (world) =>
        pageOf(world, page).beginJoin(feedOf(world, pod), world.log),
  ),
  index.map<Step>((page) => (world) => pageOf(world, page).finishJoin()),
  index.map<Step>((page) => (world) => pageOf(world, page).drop()),
);

function refresh(feed: Feed, log: Log): void {
  for (const entry of log.read(feed.settledUpTo)) feed.publish(entry);
}

function newWorld(): World {
  return { log: new Log(), feeds: [new Feed(conversation), new Feed(conversation)], pages: [new Page(), new Page()] };
}

test('a page ends with the log whatever the order of commits, notices, losses and reconnects', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
      const world = newWorld();
      for (const take of steps) take(world);
      for (const page of world.pages) {
        page.beginJoin(feedOf(world, 0), world.log);
        page.finishJoin();
        expect(page.transcript.texts).toEqual(world.log.entries.map(({ text }) => text));
      }
    }),
    { numRuns: 500 },
  );
});

test('a page that stays connected catches up at the next look at the log, without joining again', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
      const world = newWorld();
      for (const take of steps) take(world);
      for (const feed of world.feeds) refresh(feed, world.log);
      const texts = world.log.entries.map(({ text }) => text);
      for (const page of world.pages) if (page.isConnected) expect(page.transcript.texts).toEqual(texts);
    }),
    { numRuns: 2_000 },
  );
});

test('a page never holds text that is not in the log', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
      const world = newWorld();
      for (const take of steps) {
        take(world);
        for (const { transcript } of world.pages) {
          transcript.texts.forEach((_, index) => expectPrefix(transcript, world.log.entries[index]));
        }
      }
    }),
    { numRuns: 200 },
  );
});

function expectPrefix(transcript: Transcript, entry: Entry | undefined): void {
  const held = transcript.at(entry?.seq ?? 0);
  if (held && entry) expect(entry.text.startsWith(held.text)).toBe(true);
}

test('a second page of the same conversation does not make the first one see anything twice', () => {
  const log = new Log();
  log.add();
  log.grow(0, 'whole');
  log.end(0);
  const feed = new Feed(conversation);
  const seen: number[] = [];
  const reader = { entry: ({ seq }: { seq: number }) => seen.push(seq), delta: fail, progress: fail };
  feed.join(reader, log.read(0), 0);
  feed.join({ entry: () => undefined, delta: fail, progress: fail }, log.read(0), 0);
  expect(seen).toEqual([1]);
});

function fail(): void {
  throw new Error('not expected here');
}
