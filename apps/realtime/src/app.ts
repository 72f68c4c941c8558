import { createServer, type IncomingMessage, type Server as HttpServer, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { Problem, sendProblem } from '@perchoir/service/problem';
import { Server } from 'socket.io';
import { refuseUpgrade, type Admission } from './admission/admission';
import { TokenBucket } from './admission/token-bucket';
import type { ClientEvents, ServerEvents } from './events';
import { entryReferencePayload, joinPayload, ratePayload, sendPayload } from './payloads';
import { acknowledged, refusalOf } from './visitors/acknowledgement';
import { join, leave, type JoinComponents } from './visitors/join';
import { rate } from './visitors/rate';
import { retry } from './visitors/retry';
import { send, type SendComponents } from './visitors/send';
import { Session, type VisitorSocket } from './visitors/session';
import { stop, type StopComponents } from './visitors/stop';

export type AppComponents = JoinComponents &
  SendComponents &
  StopComponents & {
    readonly admission: Admission;
    /** Told of errors that are not a client's. */
    readonly onError: (error: unknown) => void;
  };

/** The Socket.IO server, and what the users' port does with requests. */
export interface App {
  readonly io: VisitorServer;
  /** Listener of the HTTP server's `upgrade` event. */
  readonly upgrade: (request: IncomingMessage, connection: Duplex, head: Buffer) => void;
  /** Listener of the HTTP server's `request` event: there is nothing but WebSocket here. */
  readonly request: (request: IncomingMessage, response: ServerResponse) => void;
}

export type VisitorServer = Server<ClientEvents, ServerEvents>;

const PATH = '/socket.io/';

/** Largest message in bytes: 4,000 characters, each escaped, with room. Beyond it WebSocket closes with code 1009. */
const LARGEST_MESSAGE = 32_768;

/** Longest time from a connection to its first join, in milliseconds. */
const JOIN_WITHIN_MS = 30_000;

/** Events a connection may send: a burst, and then per second. */
const EVENT_LIMIT = { capacity: 40, refillPerSecond: 2 };

export function createApp(components: AppComponents): App {
  const { admission, feeds, onError } = components;
  const events = {
    join: acknowledged(joinPayload, join(components), onError),
    send: acknowledged(sendPayload, send(components), onError),
    stop: acknowledged(entryReferencePayload, stop(components), onError),
    retry: acknowledged(entryReferencePayload, retry(components), onError),
    rate: acknowledged(ratePayload, rate(components), onError),
  };
  const { io, engine } = createSocketServer();
  io.on('connection', (socket) => {
    const session = new Session(socket, new TokenBucket({ ...EVENT_LIMIT, now: () => performance.now() }));
    socket.on('join', events.join(session));
    socket.on('send', events.send(session));
    socket.on('stop', events.stop(session));
    socket.on('retry', events.retry(session));
    socket.on('rate', events.rate(session));
    socket.on('error', () => socket.emit('problem', refusalOf(malformedPacket)));
    socket.on('disconnect', () => leave(session, feeds));
    expectJoin(socket, session);
  });
  return { io, upgrade: admitting(admission, engine), request: refuseRequest };
}

const malformedPacket = new Problem(400, 'malformed-packet', {
  title: 'The packet is not valid Socket.IO or not valid JSON.',
});

const joinMissing = new Problem(408, 'join-missing', { title: 'No conversation was joined in time.' });

/** A connection that does not join holds a place for nothing. */
function expectJoin(socket: VisitorSocket, session: Session): void {
  const deadline = setTimeout(() => {
    if (session.membership) return;
    socket.emit('problem', refusalOf(joinMissing));
    socket.disconnect(true);
  }, JOIN_WITHIN_MS);
  socket.once('disconnect', () => clearTimeout(deadline));
}

/** Socket.IO on an HTTP server that never listens: upgrades reach it only after admission. */
function createSocketServer(): { readonly io: VisitorServer; readonly engine: HttpServer } {
  const engine = createServer();
  const io: VisitorServer = new Server(engine, {
    path: PATH,
    transports: ['websocket'],
    serveClient: false,
    maxHttpBufferSize: LARGEST_MESSAGE,
    connectTimeout: 10_000,
    pingInterval: 25_000,
    pingTimeout: 20_000,
    perMessageDeflate: false,
  });
  return { io, engine };
}

function admitting(admission: Admission, engine: HttpServer): App['upgrade'] {
  return (request, connection, head) => {
    if (!request.url?.startsWith(PATH)) return refuseUpgrade(connection, notFound());
    const problem = admission.admit(request, connection);
    if (problem) return refuseUpgrade(connection, problem);
    engine.emit('upgrade', request, connection, head);
  };
}

function refuseRequest(request: IncomingMessage, response: ServerResponse): void {
  const isOurs = request.url?.startsWith(PATH) ?? false;
  sendProblem(
    response,
    isOurs ? new Problem(426, 'websocket-only', { title: 'Connect with WebSocket; polling is off.' }) : notFound(),
  );
}

function notFound(): Problem {
  return new Problem(404, 'not-found', { title: `Only WebSocket connections to ${PATH} are served here.` });
}
