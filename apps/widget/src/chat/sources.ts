import { html, nothing } from 'lit';
import type { Source } from '../protocol/events';
import type { Words } from '../words/words';

/** The pages that an answer rests on; each opens to show the quoted words. */
export function sources(items: readonly Source[], words: Words) {
  if (items.length === 0) return nothing;
  return html`
    <div class="sources">
      <p class="meta">${words.sources(items.length)}</p>
      ${items.map(
        (source) => html`
          <details>
            <summary>${source.title}</summary>
            <blockquote cite=${source.url}>${source.quote}</blockquote>
            ${address(source.url)}
          </details>
        `,
      )}
    </div>
  `;
}

/** A link where the address is one that is safe to follow, its text otherwise. */
function address(url: string) {
  const isWeb = URL.canParse(url) && ['http:', 'https:'].includes(new URL(url).protocol);
  return isWeb
    ? html`<a href=${url} target="_blank" rel="noopener noreferrer">${url}</a>`
    : html`<p class="meta">${url}</p>`;
}
