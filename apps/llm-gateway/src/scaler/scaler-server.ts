import { isIPv6 } from 'node:net';
import { Server } from '@grpc/grpc-js';
import type { ListenOptions } from '@perchoir/service/listen';
import type { Log } from '@perchoir/service/log';
import type { TlsFiles } from '@perchoir/service/tls';
import { HouseServerCredentials } from '../grpc/server-credentials';
import { peerConnector } from '../peers/peer-connector';
import type { PeerIdentity } from '../peers/peer-map';
import { PeerService } from '../peers/peer-service';
import { Peers } from '../peers/peers';
import { peersDefinition } from '../peers/wire-report';
import { ExternalScaler, externalScalerDefinition } from './external-scaler';
import type { GlobalDemand } from './global-demand';

export interface ScalerOptions {
  readonly listen: ListenOptions;
  /** Shown to KEDA and to other gateways, as server and as client. */
  readonly tls: TlsFiles;
  readonly identity: PeerIdentity;
  readonly demand: GlobalDemand;
  /** @default - this gateway is the only one */
  readonly peers?: PeersAddress;
  readonly log: Log;
}

/** Where the other gateways are. */
export interface PeersAddress {
  /** `host:port` of every gateway; this one may be among them. */
  readonly targets: () => Promise<readonly string[]>;
  /** Name that their certificates must carry; they are reached by address. */
  readonly serverName: string;
}

export interface ScalerServer {
  readonly port: number;
  /** Ends all streams with OK. */
  stop(): Promise<void>;
  /** Breaks all connections, as the death of the process would. */
  destroy(): void;
}

/** Questions are a few hundred bytes. */
const MOST_MESSAGE_BYTES = 16_384;
/** Above what KEDA may stream at most, or its questions would wait behind its own streams. */
const MOST_STREAMS_PER_CONNECTION = 128;

/** Time for streams to take their end. */
const STOP_MS = 500;

/** Starts the port that KEDA and the other gateways ask, and begins to watch those. */
export async function startScaler(options: ScalerOptions): Promise<ScalerServer> {
  const { demand, identity, tls, log } = options;
  const onError = (error: unknown) => log.error({ err: error }, 'background work failed');
  const credentials = HouseServerCredentials.of(tls, { onReloadError: onError });
  const server = new Server({
    'grpc.max_receive_message_length': MOST_MESSAGE_BYTES,
    'grpc.max_concurrent_streams': MOST_STREAMS_PER_CONNECTION,
  });
  const peers = options.peers && watchPeers(options, options.peers);
  const scaler = new ExternalScaler(demand);
  const service = new PeerService({ identity, demand, onWatched: () => void peers?.look() });
  server.addService(externalScalerDefinition, scaler.implementation);
  server.addService(peersDefinition, service.implementation);
  const port = await bind(server, credentials, options.listen);

  const closeParts = () => {
    credentials.close();
    peers?.close();
    scaler.close();
    service.close();
  };
  const stop = () => {
    closeParts();
    return shutDown(server);
  };
  const destroy = () => {
    server.forceShutdown();
    closeParts();
  };
  return { port, stop, destroy };
}

function watchPeers({ identity, tls, demand, log }: ScalerOptions, { targets, serverName }: PeersAddress): Peers {
  const connect = peerConnector(tls, serverName);
  return new Peers({ identity, targets, connect, heard: (report) => demand.heard(report), log });
}

function bind(server: Server, credentials: HouseServerCredentials, { bindAddress, port }: ListenOptions) {
  const address = `${isIPv6(bindAddress) ? `[${bindAddress}]` : bindAddress}:${port}`;
  return new Promise<number>((resolve, reject) => {
    server.bindAsync(address, credentials, (error, bound) => {
      if (!error) return resolve(bound);
      const advice = 'stop what uses it, or choose another SCALER_PORT';
      reject(new Error(`the scaler cannot listen on ${address} (${error.message}): ${advice}`));
    });
  });
}

function shutDown(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => server.forceShutdown(), STOP_MS);
    server.tryShutdown(() => {
      clearTimeout(force);
      resolve();
    });
  });
}
