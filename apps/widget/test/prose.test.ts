import fc from 'fast-check';
import { blocksOf } from '../src/chat/prose';

test('words in quotation marks followed by their page are a quote', () => {
  expect(blocksOf('“One server holds 150 users.” — Capacity\n\nThat is its limit.')).toEqual([
    { kind: 'quote', text: '“One server holds 150 users.”', page: 'Capacity' },
    { kind: 'paragraph', text: 'That is its limit.' },
  ]);
});

test('French quotation marks are known', () => {
  expect(blocksOf('« Un serveur admet 150 visiteurs. » — Temps réel')).toEqual([
    { kind: 'quote', text: '« Un serveur admet 150 visiteurs. »', page: 'Temps réel' },
  ]);
});

test('lines that begin with a dash are a list', () => {
  expect(blocksOf('I do not know. Nearest:\n- Capacity\n- Security')).toEqual([
    { kind: 'paragraph', text: 'I do not know. Nearest:' },
    { kind: 'list', items: ['Capacity', 'Security'] },
  ]);
});

test('an empty text shows nothing', () => {
  expect(blocksOf('')).toEqual([]);
});

test('no word of a message is lost, whatever it looks like', () => {
  const word = fc.constantFrom('a', 'b', '- ', '“', '”', ' — ', '\n', '\n\n', '«', '»');
  fc.assert(
    fc.property(fc.array(word, { maxLength: 40 }), (words) => {
      const text = words.join('');
      const shown = blocksOf(text).map((block) =>
        block.kind === 'list' ? block.items.join('') : block.text + (block.kind === 'quote' ? block.page : ''),
      );
      const letters = (content: string) => [...content].filter((sign) => /[ab]/.test(sign)).sort();
      expect(letters(shown.join(''))).toEqual(letters(text));
    }),
  );
});
