import type { IncomingMessage, RequestListener } from 'node:http';
import { createServer, type Server, type ServerOptions } from 'node:https';
import type { PeerCertificate, TLSSocket } from 'node:tls';
import { WatchedFiles } from './watched-files';

/** Where a server finds its identity and the authority that it accepts client certificates from. */
export interface TlsFiles {
  /** Certificate chain, PEM. */
  readonly certFile: string;
  /** Private key, PEM. */
  readonly keyFile: string;
  /** Authority of client certificates, PEM. */
  readonly caFile: string;
}

export interface TlsServerOptions {
  /** Told of a renewed certificate that could not be loaded; the old one stays in use. */
  readonly onReloadError: (error: unknown) => void;
  /** Pause between two looks at the files, in milliseconds. @default 10 000 */
  readonly reloadEveryMs?: number;
  /** Bounds and timeouts of Node's HTTP server. @default - 16 KiB of headers, 30 s to send them */
  readonly server?: ServerOptions;
}

/**
 * An HTTPS server, TLS 1.2 or newer, that asks for a client certificate without demanding one, and that takes over
 * renewed files without dropping connections. Whether a caller is who it must be is asked with `callerTier`.
 *
 * @throws Error naming the file that cannot be read.
 */
export function createTlsServer(files: TlsFiles, listener: RequestListener, options: TlsServerOptions): Server {
  const watched = new WatchedFiles({ cert: files.certFile, key: files.keyFile, ca: files.caFile });
  const bounds = { maxHeaderSize: 16_384, headersTimeout: 30_000, requestTimeout: 0, ...options.server };
  const identity = { minVersion: 'TLSv1.2', requestCert: true, rejectUnauthorized: false } as const;
  const server = createServer({ ...bounds, ...identity, ...watched.read() }, listener);
  watched.follow(
    (renewed) => server.setSecureContext({ ...identity, ...renewed }),
    options.onReloadError,
    options.reloadEveryMs,
  );
  server.on('close', () => watched.close());
  return server;
}

/** What the common name of a workload's certificate begins with; a role of the database is named without it. */
const TIER_NAME = /^tier:(.+)$/;

/** The tier that a request comes from, by its verified client certificate; `undefined` if that names no tier. */
export function callerTier(request: IncomingMessage): string | undefined {
  const socket = request.socket as Partial<TLSSocket>;
  if (!socket.authorized) return undefined;
  return tierOf(socket.getPeerCertificate?.());
}

/**
 * The tier that a verified certificate speaks for: the common name `tier:llm` is the tier `llm`. Any other common name,
 * a role of the database for example, and several at once speak for none.
 */
export function tierOf(certificate: PeerCertificate | undefined): string | undefined {
  const name: unknown = certificate?.subject?.CN;
  return typeof name === 'string' ? TIER_NAME.exec(name)?.[1] : undefined;
}
