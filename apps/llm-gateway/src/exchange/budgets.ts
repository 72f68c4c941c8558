import { ApiError } from '../http/api-error';
import type { Heartbeat } from '../replicas/heartbeat';

/** Longest time of each phase of an answer, in milliseconds. Connecting has 3 s, the line its own limit. */
export interface Budgets {
  /** From sending the request to the first event. */
  readonly firstTokenMs: number;
  /** From one event to the next. */
  readonly betweenTokensMs: number;
  /** From the first slot to the end, failovers included. */
  readonly totalMs: number;
  /** For the client to take what it was sent. */
  readonly clientStallMs: number;
}

export interface BudgetOptions {
  /** Added to what the size of the prompt explains, in milliseconds. */
  readonly marginMs: number;
  readonly totalMs: number;
  /** @default 30 000 */
  readonly clientStallMs?: number;
}

/** Assumed where a replica does not say how fast it reads: a small model on two cores. */
const CAUTIOUS_PREFILL_TOKENS_PER_SECOND = 50;

/**
 * Derives the limits of one answer. A replica that reads prompts for its other slots at the same time is that much
 * slower: the first token waits for every slot's prompt, and between two tokens all others may read a full context.
 */
export function budgetsFor(promptTokens: number, replica: Heartbeat, options: BudgetOptions): Budgets {
  const rate = replica.prefillTokensPerSecond || CAUTIOUS_PREFILL_TOKENS_PER_SECOND;
  const { total } = replica.slots;
  const ownPrompt = Math.min(promptTokens, replica.contextTokens);
  const others = Math.max(0, total - 1) * replica.contextTokens;
  const readMs = (tokens: number) => (tokens / rate) * 1_000;
  return {
    firstTokenMs: Math.min(options.totalMs, options.marginMs + readMs(ownPrompt + others)),
    betweenTokensMs: Math.min(options.totalMs, options.marginMs + readMs(others)),
    totalMs: options.totalMs,
    clientStallMs: options.clientStallMs ?? 30_000,
  };
}

/** The error of a phase that took too long. */
export function overrun(phase: 'first_token' | 'between_tokens' | 'total', ms: number): ApiError {
  const what = { first_token: 'the first token', between_tokens: 'the next token', total: 'the whole answer' }[phase];
  const message = `The model did not deliver ${what} within ${Math.round(ms)} ms.`;
  return new ApiError(504, `${phase}_timeout`, { message });
}
