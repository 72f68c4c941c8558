import { Problem } from '@perchoir/service/problem';
import type { Refusal, Refused } from '../events';
import type { Payload } from '../payloads';
import type { Session } from './session';

/** What carries an event out. Its result is the acknowledgement; a Problem refuses the event. */
export type Handler<T> = (session: Session, payload: T) => Promise<object>;

/**
 * Wraps a handler into a Socket.IO listener: limits the rate, checks the payload, and acknowledges with the result or
 * with what was wrong. A client that wants no acknowledgement gets none.
 *
 * @param onError - told of errors that are not the client's
 */
export function acknowledged<T>(check: Payload<T>, handler: Handler<T>, onError: (error: unknown) => void) {
  return (session: Session) => async (payload: unknown, acknowledge: unknown) => {
    const reply = typeof acknowledge === 'function' ? (answer: object) => void acknowledge(answer) : () => undefined;
    try {
      requireModeration(session);
      reply(await handler(session, check(payload)));
    } catch (error) {
      if (!(error instanceof Problem)) onError(error);
      reply({ error: refusalOf(error) } satisfies Refused);
    }
  };
}

/** The wire form of an error. What is not the client's fault says only that trying again may help. */
export function refusalOf(error: unknown): Refusal {
  const problem = error instanceof Problem ? error : unavailable();
  const { title, field } = problem.options;
  const refusal = { type: `urn:perchoir:problem:${problem.type}`, title, status: problem.status };
  return field === undefined ? refusal : { ...refusal, field };
}

function requireModeration({ events }: Session): void {
  if (!events.take()) throw new Problem(429, 'too-many-events', { title: 'Too many events at once: slow down.' });
}

function unavailable(): Problem {
  return new Problem(503, 'unavailable', { title: 'The server could not do this now: try again in a moment.' });
}
