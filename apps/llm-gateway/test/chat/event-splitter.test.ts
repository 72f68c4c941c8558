import fc from 'fast-check';
import { EventSplitter, EventTooLong } from '../../src/chat/event-splitter';

const event = fc
  .string({ unit: fc.constantFrom('a', 'é', '🦜', ' ', '"'), maxLength: 12 })
  .map((text) => `data: ${text}\n\n`);

test('however the bytes are cut, only whole events come out, and all of them', () => {
  fc.assert(
    fc.property(fc.array(event), fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (events, sizes) => {
      const bytes = Buffer.from(events.join(''));
      const splitter = new EventSplitter();
      const pieces: Buffer[] = [];
      let count = 0;
      for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
        const size = sizes[turn % sizes.length] ?? 1;
        const out = splitter.push(bytes.subarray(at, at + size));
        at += size;
        if (!out) continue;
        expect(out.bytes.subarray(-2).toString()).toBe('\n\n');
        pieces.push(Buffer.from(out.bytes));
        count += out.count;
      }

      expect(Buffer.concat(pieces)).toEqual(bytes);
      expect(count).toBe(events.length);
    }),
  );
});

test('half an event at the end is kept back', () => {
  const splitter = new EventSplitter();

  expect(splitter.push(Buffer.from('data: whole\n\ndata: ha'))?.bytes.toString()).toBe('data: whole\n\n');
});

test('comments and the last event are not counted as tokens', () => {
  const splitter = new EventSplitter();

  expect(splitter.push(Buffer.from(': hello\n\ndata: {}\n\ndata: [DONE]\n\n'))?.count).toBe(1);
  expect(splitter.isDone).toBe(true);
});

test('an event without end is refused before it fills the memory', () => {
  const splitter = new EventSplitter();

  expect(() => splitter.push(Buffer.alloc(1_048_577, 'a'))).toThrow(EventTooLong);
});
