import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readGatewayConfig, specification } from '../src/config';
import { parseWeights } from '../src/queue/weights';

const example = readFileSync(join(__dirname, '../.env.example'), 'utf8');
const documented = [...example.matchAll(/^# (required|optional): .+\n([A-Z_]+)=(.*)$/gm)];

test('every variable is in the example, and is called required exactly when it is', () => {
  const known = Object.entries(specification).map(([name, { absent }]) => [name, absent ? 'optional' : 'required']);

  expect(documented.map(([, need, name]) => [name, need]).sort()).toEqual(known.sort());
});

test('the example is a valid configuration', () => {
  const env = Object.fromEntries(documented.map(([, , name, value]) => [name, value]));

  expect(readGatewayConfig(env)).toMatchObject({ QUEUE_LIMIT: 100, HEARTBEAT_TIMEOUT_MS: 3_000, PORT: 8_080 });
});

test('weights are read by bot, and a bot that is not listed weighs one', () => {
  const weightOf = parseWeights('demo=2,help=7');

  expect(['demo', 'help', 'other'].map(weightOf)).toEqual([2, 7, 1]);
});

test.each(['demo', 'demo=0', 'demo=101', 'demo=x'])('the weight "%s" is refused', (text) => {
  expect(() => parseWeights(text)).toThrow(/QUEUE_WEIGHTS: .* for example/);
});
