/** What the API server says of a manifest. */
export type Verdict =
  | { readonly kind: 'accepted'; readonly warnings: readonly string[] }
  | { readonly kind: 'refused'; readonly reason: string };

/** The texts of `Warning` headers (RFC 9111), for example `299 - "metadata.name: …"`. */
export function warningTexts(header: string | readonly string[] | undefined): readonly string[] {
  const all = [header ?? []].flat().join(', ');
  const values = all.matchAll(/\d{3} \S+ "((?:[^"\\]|\\.)*)"/g);
  return [...values].map(([, text = '']) => text.replaceAll(/\\(.)/g, '$1'));
}
