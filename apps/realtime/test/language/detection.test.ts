import fc from 'fast-check';
import { detectLanguage } from '../../src/language/detection';

test.each([
  ['What are your opening hours?', 'en'],
  ['How much does the annual plan cost', 'en'],
  ['do you ship to Canada', 'en'],
  ['Where is the garden?', 'en'],
  ['Quels sont vos horaires ?', 'fr'],
  ['combien coute un abonnement', 'fr'],
  ["Où se trouve l'entrée ?", 'fr'],
  ["est-ce que le jardin est ouvert aujourd'hui", 'fr'],
  ['Pourquoi les perroquets parlent-ils ?', 'fr'],
] as const)('%s is %s', (text, language) => {
  expect(detectLanguage(text, language === 'en' ? 'fr' : 'en')).toBe(language);
});

test.each(['', '42', 'Montmartre', 'SmolLM2', '🦜🦜'])('%j says too little, so the fallback stands', (text) => {
  expect(detectLanguage(text, 'en')).toBe('en');
  expect(detectLanguage(text, 'fr')).toBe('fr');
});

test('composed and decomposed accents count alike', () => {
  const text = 'fenêtre fermée';
  expect(detectLanguage(text.normalize('NFD'), 'en')).toBe(detectLanguage(text.normalize('NFC'), 'en'));
});

test('any text has a language, and the same one in capitals', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.constantFrom('en' as const, 'fr' as const), (text, fallback) => {
      expect(['en', 'fr']).toContain(detectLanguage(text, fallback));
    }),
  );
  const letters = fc.array(fc.constantFrom('le', 'the', 'où', 'where', 'chat', 'is'), { maxLength: 12 });
  fc.assert(
    fc.property(letters, (words) => {
      const text = words.join(' ');
      expect(detectLanguage(text.toUpperCase(), 'en')).toBe(detectLanguage(text, 'en'));
    }),
  );
});
