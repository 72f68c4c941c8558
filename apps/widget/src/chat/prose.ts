import { html, type TemplateResult } from 'lit';

/** A run of lines of the same kind. */
export interface Block {
  readonly kind: 'paragraph' | 'quote';
  readonly text: string;
}

/** Splits a message into paragraphs and quotes: quoted lines begin with `> `, an empty line ends a block. */
export function blocksOf(text: string): readonly Block[] {
  const blocks: Block[] = [];
  let isOpen = false;
  for (const line of text.split('\n')) {
    if (line.trim() === '') {
      isOpen = false;
      continue;
    }
    const kind = line.startsWith('>') ? 'quote' : 'paragraph';
    const content = kind === 'quote' ? line.replace(/^> ?/, '') : line;
    const last = blocks.at(-1);
    if (isOpen && last?.kind === kind) blocks[blocks.length - 1] = { kind, text: `${last.text}\n${content}` };
    else blocks.push({ kind, text: content });
    isOpen = true;
  }
  return blocks;
}

/** Shows a message's text. Everything is text: no markup of the log is ever interpreted as HTML. */
export function prose(text: string): readonly TemplateResult[] {
  return blocksOf(text).map(({ kind, text: content }) =>
    kind === 'quote' ? html`<blockquote>${content}</blockquote>` : html`<p>${content}</p>`,
  );
}
