import ecsFormat from '@elastic/ecs-pino-format';
import pino from 'pino';

/** A logger that writes one JSON object a line in Elastic Common Schema. */
export type Log = pino.Logger;

export interface LogOptions {
  /** `service.name` of every line. */
  readonly service: string;
  /** Least severe level that is written. @default 'info' */
  readonly level?: string;
  /** Where lines go. @default - standard output */
  readonly destination?: pino.DestinationStream;
}

/** Creates the logger of a process. Never log message content or personal data at `info` or above. */
export function createLog({ service, level = 'info', destination }: LogOptions): Log {
  const format = ecsFormat({ serviceName: service, apmIntegration: false });
  return destination ? pino({ ...format, level }, destination) : pino({ ...format, level });
}

/** A child logger that carries the trace of a request, from its W3C `traceparent` header if it has one. */
export function withTrace(log: Log, traceparent: string | undefined): Log {
  const trace = traceparent && /^[\da-f]{2}-([\da-f]{32})-[\da-f]{16}-[\da-f]{2}$/.exec(traceparent)?.[1];
  return trace ? log.child({ trace: { id: trace } }) : log;
}
