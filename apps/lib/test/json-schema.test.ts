import { checkOf } from '@perchoir/service/json-schema';

const check = checkOf({
  type: 'object',
  required: ['name', 'items'],
  additionalProperties: false,
  properties: {
    name: { type: 'string', maxLength: 5 },
    colour: { enum: ['red', 'green', null] },
    'a/b': { type: 'integer' },
    tools: false,
    items: {
      type: 'array',
      items: { type: 'object', required: ['role'], properties: { role: { type: 'string' } } },
    },
  },
});
const good = { name: 'owl', items: [{ role: 'user' }] };

test('a value that fits is passed on as it is', () => {
  expect(check(good)).toEqual({ kind: 'valid', value: good });
});

test.each([
  ['a field that is missing', { name: 'owl' }, { field: 'items', expected: 'is missing' }],
  ['a field inside an array', { ...good, items: [{}] }, { field: 'items[0].role', expected: 'is missing' }],
  [
    'a value outside its list',
    { ...good, colour: 'blue' },
    { field: 'colour', expected: 'must be one of red, green, null' },
  ],
  ['a field too many', { ...good, colours: 1 }, { field: 'colours', expected: 'is not a known field' }],
  ['a field that is refused', { ...good, tools: [] }, { field: 'tools', expected: 'is not supported' }],
  ['a bound', { ...good, name: 'parrot' }, { field: 'name', expected: 'must NOT have more than 5 characters' }],
  ['a name with a slash', { ...good, 'a/b': 'x' }, { field: 'a/b', expected: 'must be integer' }],
  ['the whole value', 7, { field: undefined, expected: 'must be object' }],
])('%s is named, with what is expected', (_, value, mismatch) => {
  expect(check(value)).toEqual({ kind: 'invalid', mismatch });
});
