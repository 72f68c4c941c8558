import fc from 'fast-check';
import { chooseReplica } from '../../src/queue/affinity';

const idle = (ids: readonly string[]) => ids.map((id) => ({ id, busy: 0 }));
const idsOf = (count: number) => Array.from({ length: count }, (_, at) => `llm-replica-${at}`);
const conversations = Array.from({ length: 600 }, (_, at) => `conversation-${at}`);
const homeOf = (ids: readonly string[], key: string) => chooseReplica(idle(ids), ids, key)?.id;

test('a conversation stays on its replica while the load is level', () => {
  const ids = idsOf(4);

  expect(new Set(Array.from({ length: 10 }, () => homeOf(ids, 'one conversation'))).size).toBe(1);
});

test('when a replica goes, only its own conversations move', () => {
  const before = idsOf(4);
  const after = before.slice(0, 3);

  const moved = conversations.filter((key) => homeOf(before, key) !== homeOf(after, key));

  expect(moved.every((key) => homeOf(before, key) === 'llm-replica-3')).toBe(true);
});

test('conversations spread evenly over replicas with similar names', () => {
  const counts = new Map<string, number>();
  for (const key of conversations)
    counts.set(homeOf(idsOf(4), key) ?? '', (counts.get(homeOf(idsOf(4), key) ?? '') ?? 0) + 1);

  expect([...counts.values()].every((count) => count > 110 && count < 190)).toBe(true);
});

test('the choice has a free slot, and is the conversation’s own only while that is at most one slot busier', () => {
  const candidate = fc.record({ id: fc.constantFrom(...idsOf(8)), busy: fc.integer({ min: 0, max: 4 }) });
  const candidates = fc.uniqueArray(candidate, { minLength: 1, selector: ({ id }) => id });
  fc.assert(
    fc.property(candidates, fc.string(), (free, key) => {
      const chosen = chooseReplica(free, idsOf(8), key);
      const least = Math.min(...free.map(({ busy }) => busy));
      const home = free.find(({ id }) => id === homeOf(idsOf(8), key));

      expect(chosen).toEqual(home && home.busy <= least + 1 ? home : expect.objectContaining({ busy: least }));
    }),
  );
});

test('nothing is chosen when nothing is free', () => {
  expect(chooseReplica([], idsOf(2), 'any')).toBeUndefined();
});
