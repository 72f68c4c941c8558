import { ConfigError } from '@perchoir/service/config';
import type { WeightOf } from './fair-queue';

const MOST_WEIGHT = 100;

/**
 * Reads `demo=2,help=1`: how many turns in a row each bot gets; bots that are not listed get 1.
 * @throws ConfigError naming the part that is malformed.
 */
export function parseWeights(text: string): WeightOf {
  const weights = new Map(text.split(',').filter(Boolean).map(parseWeight));
  return (bot) => weights.get(bot) ?? 1;
}

function parseWeight(part: string): readonly [string, number] {
  const [, bot, digits] = /^\s*([^=]+)=(\d+)\s*$/.exec(part) ?? [];
  const weight = Number(digits);
  if (bot !== undefined && weight >= 1 && weight <= MOST_WEIGHT) return [bot, weight];
  const expected = `bot=weight with a weight from 1 to ${MOST_WEIGHT}`;
  throw new ConfigError(
    'QUEUE_WEIGHTS',
    `QUEUE_WEIGHTS: "${part}" is not ${expected}, for example QUEUE_WEIGHTS=demo=2`,
  );
}
