import { blocksOf } from '../src/chat/prose';

test('lines that begin with > are quotes, the others paragraphs, and empty lines end both', () => {
  expect(blocksOf('Intro\nstill intro\n> quoted\n> more\n\nAfter')).toEqual([
    { kind: 'paragraph', text: 'Intro\nstill intro' },
    { kind: 'quote', text: 'quoted\nmore' },
    { kind: 'paragraph', text: 'After' },
  ]);
});

test('an empty text shows nothing', () => {
  expect(blocksOf('')).toEqual([]);
});
