import type { ServerResponse } from 'node:http';

/** Files under `/assets/` carry a digest in their name and never change. */
const immutable = 'public, max-age=31536000, immutable';

/**
 * Caching and safety of one file. Everything but `/assets/` is revalidated at each use, so that a new chat is live at once.
 * The page may be framed and embedded anywhere, as chat widgets are; it runs only scripts of its own origin.
 */
export function headersFor(response: ServerResponse, path: string): void {
  response.setHeader('cache-control', path.startsWith('/assets/') ? immutable : 'public, no-cache');
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('referrer-policy', 'strict-origin-when-cross-origin');
  response.setHeader('access-control-allow-origin', '*');
  response.setHeader('cross-origin-resource-policy', 'cross-origin');
  if (path.endsWith('.html') || path.endsWith('/')) {
    const policy =
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self' ws: wss:; base-uri 'none'; form-action 'none'";
    response.setHeader('content-security-policy', policy);
  }
}
