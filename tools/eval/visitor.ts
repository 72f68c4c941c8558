import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { io, type Socket } from 'socket.io-client';

/** An answer as a visitor's page holds it when it has ended. */
export interface Answer {
  readonly text: string;
  readonly state: 'streaming' | 'done' | 'failed';
  readonly outcome?: 'answered' | 'related' | 'refused';
  readonly sources: readonly { readonly title: string; readonly url: string; readonly quote: string }[];
  /** From sending the question to the first character. */
  readonly firstTextMs: number;
  /** From sending the question to the end. */
  readonly totalMs: number;
}

interface Entry extends Omit<Answer, 'firstTextMs' | 'totalMs'> {
  readonly seq: number;
  readonly author: string;
}

/** Longest wait for an answer, its queue included, in milliseconds. */
const PATIENCE_MS = 180_000;
const ACKNOWLEDGED_WITHIN_MS = 10_000;
/** Connections are limited by a token bucket: a refused one is tried again. */
const CONNECT_TRIES = 20;
const RECONNECT_AFTER_MS = 500;

/** Asks one question in a conversation of its own, as the widget would. @throws Error when no answer ends in time */
export async function ask(url: string, botKey: string, question: string): Promise<Answer> {
  const socket = await connect(url);
  try {
    await acknowledged(socket, 'join', { botKey });
    const ended = answerOf(socket);
    ended.catch(() => undefined);
    await acknowledged(socket, 'send', { id: randomUUID(), text: question });
    return await ended;
  } finally {
    socket.close();
  }
}

async function connect(url: string): Promise<Socket> {
  for (let tries = 1; ; tries += 1) {
    const socket = io(url, { transports: ['websocket'], reconnection: false, forceNew: true });
    try {
      await new Promise((resolve, reject) =>
        socket.once('connect', () => resolve(undefined)).once('connect_error', reject),
      );
      return socket;
    } catch (error) {
      socket.close();
      if (tries === CONNECT_TRIES) throw new Error(`cannot connect to ${url}`, { cause: error });
      await pause(RECONNECT_AFTER_MS);
    }
  }
}

async function acknowledged(socket: Socket, event: string, payload: object): Promise<void> {
  const answer: unknown = await socket.timeout(ACKNOWLEDGED_WITHIN_MS).emitWithAck(event, payload);
  const { error } = answer as { readonly error?: { readonly status: number; readonly title: string } };
  if (error) throw new Error(`${event} was answered ${error.status}: ${error.title}`);
}

function answerOf(socket: Socket): Promise<Answer> {
  const started = performance.now();
  let firstTextMs = 0;
  const texted = () => (firstTextMs ||= performance.now() - started);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer within ${PATIENCE_MS / 1_000} s`)), PATIENCE_MS);
    socket.once('disconnect', (reason) => {
      clearTimeout(timer);
      reject(new Error(`disconnected: ${reason}`));
    });
    socket.on('delta', texted);
    socket.on('entry', ({ author, seq: _, ...entry }: Entry) => {
      if (author !== 'bot') return;
      if (entry.text) texted();
      if (entry.state === 'streaming') return;
      clearTimeout(timer);
      resolve({ ...entry, firstTextMs, totalMs: performance.now() - started });
    });
  });
}
