import type { ChatHistoryItem, ChatWrapper, LlamaModel, Token } from 'node-llama-cpp';
import type { ChatMessage, Generation } from '../engine';

/**
 * The tokens of a conversation in the model's own chat template, up to where the model writes on: after the opening of
 * a new turn, or right behind an unfinished answer. Texts never become control tokens, whatever they contain.
 */
export function promptTokens(model: LlamaModel, wrapper: ChatWrapper, generation: Generation): Token[] {
  const { contextText } = wrapper.generateContextState({ chatHistory: historyOf(generation) });
  return withoutDoubledStart(contextText.tokenize(model.tokenizer), model.tokens.bos);
}

function historyOf({ messages, turn }: Generation): ChatHistoryItem[] {
  const items = messages.map(itemOf);
  // The wrapper leaves the last answer open: an empty one is the opening of a turn, a begun one is gone on with.
  return turn === 'last' ? items : [...items, { type: 'model', response: [''] }];
}

function itemOf({ role, content }: ChatMessage): ChatHistoryItem {
  if (role === 'assistant') return { type: 'model', response: [content] };
  return { type: role, text: content };
}

/** Models whose start token also opens each turn (SmolLM2's `<|im_start|>`) would get it twice from the wrapper. */
function withoutDoubledStart(tokens: Token[], start: Token | null): Token[] {
  return start !== null && tokens[0] === start && tokens[1] === start ? tokens.slice(1) : tokens;
}
