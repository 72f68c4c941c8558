/** E5 models embed questions and passages differently; the caller says which by these beginnings. */
const QUERY = 'query: ';
const PASSAGE = 'passage: ';

export interface KindOfText {
  readonly kind: 'query' | 'passage';
  /** Without the beginning: the library writes it itself. */
  readonly text: string;
}

/** Reads the kind off a text's beginning. A text without one is a query, as the model's card has it for equals. */
export function kindOf(text: string): KindOfText {
  if (text.startsWith(PASSAGE)) return { kind: 'passage', text: text.slice(PASSAGE.length) };
  return { kind: 'query', text: text.startsWith(QUERY) ? text.slice(QUERY.length) : text };
}
