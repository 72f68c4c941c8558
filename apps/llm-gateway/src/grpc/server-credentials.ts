import { createSecureContext } from 'node:tls';
import { ServerCredentials } from '@grpc/grpc-js';
import type { TlsFiles } from '@perchoir/service/tls';
import { WatchedFiles } from '@perchoir/service/watched-files';

export interface ReloadOptions {
  /** Told of renewed files that could not be used; the old ones stay in use. */
  readonly onReloadError: (error: unknown) => void;
  /** Pause between two looks at the files, in milliseconds. @default 10 000 */
  readonly reloadEveryMs?: number;
}

type Watched = WatchedFiles<{ readonly cert: string; readonly key: string; readonly ca: string }>;

/**
 * TLS of a gRPC server by the rules of the house: a client certificate is asked for and not demanded, renewed files are
 * taken over without dropping connections, and files that do not fit together leave the old ones in use.
 */
export class HouseServerCredentials extends ServerCredentials {
  /** @throws Error naming the file that cannot be read. */
  static of(files: TlsFiles, { onReloadError, reloadEveryMs }: ReloadOptions): HouseServerCredentials {
    const watched = new WatchedFiles({ cert: files.certFile, key: files.keyFile, ca: files.caFile });
    const credentials = new HouseServerCredentials(watched);
    const use = (renewed: ReturnType<Watched['read']>) => {
      // gRPC would stop serving if it were handed files that do not fit together.
      createSecureContext(renewed);
      credentials.updateSecureContextOptions(renewed);
    };
    watched.follow(use, onReloadError, reloadEveryMs);
    return credentials;
  }

  private constructor(private readonly files: Watched) {
    super({ minVersion: 'TLSv1.2', requestCert: true, rejectUnauthorized: false }, files.read());
  }

  /** Stops following the files. */
  close(): void {
    this.files.close();
  }

  override _equals(other: ServerCredentials): boolean {
    return this === other;
  }
}
