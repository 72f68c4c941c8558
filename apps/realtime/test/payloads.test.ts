import { randomUUID } from 'node:crypto';
import { Problem } from '@perchoir/service/problem';
import fc from 'fast-check';
import type { Join, Rate, Send } from '../src/events';
import { entryReferencePayload, joinPayload, ratePayload, sendPayload, type Payload } from '../src/payloads';

const id = randomUUID();
const join: Required<Join> = { botKey: 'demo', token: 'x.y.z', conversation: id, after: 3 };
const send: Send = { id, text: 'Bonjour 🦜' };
const rate: Rate = { seq: 2, value: -1 };

test('well-formed payloads pass unchanged', () => {
  expect(joinPayload(join)).toEqual(join);
  expect(joinPayload({ botKey: 'demo' })).toEqual({ botKey: 'demo' });
  expect(sendPayload(send)).toEqual(send);
  expect(ratePayload(rate)).toEqual(rate);
  expect(entryReferencePayload({ seq: 1 })).toEqual({ seq: 1 });
});

const refusals: readonly [what: string, check: Payload<unknown>, payload: unknown, field: string | undefined][] = [
  ['no payload', joinPayload, undefined, undefined],
  ['a text instead of an object', joinPayload, 'demo', undefined],
  ['no bot key', joinPayload, {}, 'botKey'],
  ['an unknown member', joinPayload, { botKey: 'demo', admin: true }, 'admin'],
  ['a negative position', joinPayload, { botKey: 'demo', after: -1 }, 'after'],
  ['a conversation that is no UUID', joinPayload, { botKey: 'demo', conversation: "'; --" }, 'conversation'],
  ['no id', sendPayload, { text: 'hi' }, 'id'],
  ['an id that is no UUID', sendPayload, { id: 'one', text: 'hi' }, 'id'],
  ['a text too long', sendPayload, { id, text: 'x'.repeat(4_001) }, 'text'],
  ['a blank text', sendPayload, { id, text: ' \n' }, 'text'],
  ['NUL', sendPayload, { id, text: 'a\u0000b' }, 'text'],
  ['half a character', sendPayload, { id, text: 'a\ud83e' }, 'text'],
  ['a binary text', sendPayload, { id, text: Buffer.from('hi') }, 'text'],
  ['a rating of zero', ratePayload, { seq: 1, value: 0 }, 'value'],
  ['a seq of zero', entryReferencePayload, { seq: 0 }, 'seq'],
  ['a seq beyond the column', entryReferencePayload, { seq: 2 ** 31 }, 'seq'],
];

test.each(refusals.map(([what, ...rest]) => [what, rest] as const))(
  '%s: the member at fault is named',
  (_, refusal) => {
    const [check, payload, field] = refusal;
    expect.assertions(2);
    try {
      check(payload);
    } catch (error) {
      expect(error).toMatchObject({ status: 400, type: 'invalid-payload' });
      expect((error as Problem).options.field).toBe(field);
    }
  },
);

test('whatever arrives is either accepted or refused as a bad request', () => {
  fc.assert(
    fc.property(fc.anything(), (payload) => {
      for (const check of [joinPayload, sendPayload, ratePayload, entryReferencePayload]) {
        try {
          check(payload);
        } catch (error) {
          expect(error).toBeInstanceOf(Problem);
        }
      }
    }),
  );
});
