import fc from 'fast-check';
import { StopText } from '../../src/engines/node-llama-cpp/stop-text';

// Few letters, so that stop texts occur, overlap and begin in vain.
const letters = (constraints: fc.StringConstraints) =>
  fc.string({ unit: fc.constantFrom('a', 'b', '\n'), ...constraints });

describe('StopText', () => {
  test('shows what comes before the first stop text, wherever the pieces are cut', () => {
    fc.assert(
      fc.property(
        fc.array(letters({ maxLength: 4 }), { maxLength: 20 }),
        fc.array(letters({ minLength: 1, maxLength: 4 }), { maxLength: 3 }),
        (pieces, stops) => {
          const shown = show(new StopText(stops), pieces);
          const whole = pieces.join('');
          // With several stops, the one that is complete first ends the answer.
          const ends = stops.map((stop) => ({ at: whole.indexOf(stop), stop })).filter(({ at }) => at >= 0);
          const first = Math.min(Infinity, ...ends.map(({ at, stop }) => at + stop.length));
          if (first === Infinity) expect(shown).toBe(whole);
          else expect(whole.slice(0, first).startsWith(shown)).toBe(true);
          for (const stop of stops) expect(shown).not.toContain(stop);
        },
      ),
    );
  });

  test('keeps nothing back that cannot become a stop text', () => {
    expect(new StopText(['\n\n']).push('word')).toEqual({ text: 'word', isStopped: false });
  });

  test('ends at a stop text that comes in two pieces', () => {
    const stop = new StopText(['END']);
    expect(stop.push('the E')).toEqual({ text: 'the ', isStopped: false });
    expect(stop.push('ND of')).toEqual({ text: '', isStopped: true });
  });
});

function show(stop: StopText, pieces: readonly string[]): string {
  let text = '';
  for (const piece of pieces) {
    const shown = stop.push(piece);
    text += shown.text;
    if (shown.isStopped) return text;
  }
  return text + stop.rest();
}
