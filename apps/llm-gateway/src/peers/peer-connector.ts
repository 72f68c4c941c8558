import { Client, credentials } from '@grpc/grpc-js';
import type { TlsFiles } from '@perchoir/service/tls';
import { WatchedFiles } from '@perchoir/service/watched-files';

/** Reports are a few hundred bytes. */
const MOST_MESSAGE_BYTES = 16_384;

/**
 * Opens connections to gateways at their addresses, verified by the one name that all their certificates carry. The
 * files are read for each connection.
 */
export function peerConnector({ certFile, keyFile, caFile }: TlsFiles, serverName: string): (target: string) => Client {
  return (target) => {
    const { ca, key, cert } = new WatchedFiles({ ca: caFile, key: keyFile, cert: certFile }).read();
    return new Client(target, credentials.createSsl(ca, key, cert), {
      'grpc.ssl_target_name_override': serverName,
      'grpc.default_authority': serverName,
      'grpc.use_local_subchannel_pool': 1,
      'grpc.max_receive_message_length': MOST_MESSAGE_BYTES,
    });
  };
}
