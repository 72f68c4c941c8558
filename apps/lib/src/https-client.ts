import { Pool, type Dispatcher } from 'undici';
import { WatchedFiles } from './watched-files';

/** How to reach one peer over TLS, with its name and authority verified. */
export interface PeerOptions {
  /** Base URL, `https://host:port`. Its path is ignored: requests give whole paths. */
  readonly url: URL | string;
  /** Authority that must have signed the peer's certificate, PEM. */
  readonly caFile: string;
  /** Own certificate, shown to peers that ask who is calling. @default - none shown */
  readonly certFile?: string | undefined;
  /** Key of the own certificate. */
  readonly keyFile?: string | undefined;
  /** Name to verify instead of the URL's host. @default - the URL's host */
  readonly serverName?: string | undefined;
  /** Bounds and timeouts of the pool. @default - connect 3 s, 128 connections, no limit between bytes */
  readonly pool?: Pool.Options;
  /** Told of renewed files that could not be loaded. @default - ignored: the old ones stay in use */
  readonly onReloadError?: (error: unknown) => void;
  /** Pause between two looks at the files, in milliseconds. @default 10 000 */
  readonly reloadEveryMs?: number;
}

/** Requests to one peer, over pooled connections that follow renewed certificates. */
export interface HttpsClient {
  /** One request; see undici's `Dispatcher.request`. */
  request(options: Omit<Dispatcher.RequestOptions, 'origin'>): Promise<Dispatcher.ResponseData>;
  /** Waits for running requests, then closes every connection. */
  close(): Promise<void>;
  /** Closes every connection at once. */
  destroy(): Promise<void>;
}

/** Creates a client. @throws Error naming the file that cannot be read. */
export function createClient(options: PeerOptions): HttpsClient {
  return new ReloadingClient(options);
}

class ReloadingClient implements HttpsClient {
  private readonly files: WatchedFiles<Record<string, string>>;
  private pool: Pool;

  constructor(private readonly options: PeerOptions) {
    this.files = new WatchedFiles(namedFiles(options));
    this.pool = this.open(this.files.read());
    this.files.follow(
      (renewed) => this.replace(renewed),
      options.onReloadError ?? (() => undefined),
      options.reloadEveryMs,
    );
  }

  request(options: Omit<Dispatcher.RequestOptions, 'origin'>): Promise<Dispatcher.ResponseData> {
    return this.pool.request(options);
  }

  close(): Promise<void> {
    this.files.close();
    return this.pool.close();
  }

  destroy(): Promise<void> {
    this.files.close();
    return this.pool.destroy();
  }

  private replace(renewed: Readonly<Record<string, Buffer>>): void {
    const old = this.pool;
    this.pool = this.open(renewed);
    void old.close();
  }

  private open(tls: Readonly<Record<string, Buffer>>): Pool {
    const { url, serverName, pool } = this.options;
    const servername = serverName === undefined ? {} : { servername: serverName };
    return new Pool(new URL(url).origin, {
      connections: 128,
      headersTimeout: 0,
      bodyTimeout: 0,
      ...pool,
      connect: { timeout: 3_000, ...tls, ...servername },
    });
  }
}

function namedFiles({ caFile, certFile, keyFile }: PeerOptions): Record<string, string> {
  return certFile && keyFile ? { ca: caFile, cert: certFile, key: keyFile } : { ca: caFile };
}
