import { html, nothing, type TemplateResult } from 'lit';

/** A run of lines of the same kind. */
export type Block =
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  /** Words of a page, with the page they are from. */
  | { readonly kind: 'quote'; readonly text: string; readonly page: string };

/** `“words” — page`, in the quotation marks of either language: how the bot marks words that are not its own. */
const quoted = /^([“«]\s?.+?\s?[”»]) — (.+)$/su;

/** Splits a message into paragraphs, quotes and lists. Lines of a list begin with `- `; an empty line ends a block. */
export function blocksOf(text: string): readonly Block[] {
  return text.split(/\n\s*\n/).flatMap(blocksOfPart);
}

/** Shows a message's text. Everything is text: no markup of the log is ever interpreted as HTML. */
export function prose(text: string): readonly TemplateResult[] {
  return blocksOf(text).map((block) => {
    switch (block.kind) {
      case 'paragraph':
        return html`<p>${block.text}</p>`;
      case 'list':
        return html`<ul>
          ${block.items.map((item) => html`<li>${item}</li>`)}
        </ul>`;
      case 'quote':
        return html`<figure>
          <blockquote>${block.text}</blockquote>
          ${block.page === '' ? nothing : html`<figcaption>${block.page}</figcaption>`}
        </figure>`;
    }
  });
}

function blocksOfPart(part: string): readonly Block[] {
  const [, words, page] = quoted.exec(part.trim()) ?? [];
  if (words !== undefined && page !== undefined) return [{ kind: 'quote', text: words, page }];
  const lines = part.split('\n').filter((line) => line.trim() !== '');
  const isItem = (line: string) => line.startsWith('- ');
  const paragraph = lines.filter((line) => !isItem(line)).join('\n');
  const items = lines.filter(isItem).map((line) => line.slice(2));
  return [
    ...(paragraph === '' ? [] : [{ kind: 'paragraph', text: paragraph } as const]),
    ...(items.length === 0 ? [] : [{ kind: 'list', items } as const]),
  ];
}
