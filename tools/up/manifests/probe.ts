import type { Field } from './field';

/** How a container is asked. */
export type Question =
  | { readonly kind: 'http'; readonly path: string; readonly port: number | string; readonly isTls: boolean }
  | { readonly kind: 'tcp'; readonly port: number | string }
  | { readonly kind: 'exec'; readonly command: readonly string[] };

/** A question with its timing, in Kubernetes' words. */
export interface Probe {
  readonly question: Question;
  readonly initialDelaySeconds: number;
  readonly periodSeconds: number;
  readonly timeoutSeconds: number;
  readonly failureThreshold: number;
  readonly successThreshold: number;
}

/** Reads a probe with Kubernetes' defaults; none when the field is absent. */
export function readProbe(probe: Field): Probe | undefined {
  if (probe.isAbsent) return undefined;
  return {
    question: readQuestion(probe),
    initialDelaySeconds: probe.at('initialDelaySeconds').integerOr(0),
    periodSeconds: probe.at('periodSeconds').integerOr(10),
    timeoutSeconds: probe.at('timeoutSeconds').integerOr(1),
    failureThreshold: probe.at('failureThreshold').integerOr(3),
    successThreshold: probe.at('successThreshold').integerOr(1),
  };
}

function readQuestion(probe: Field): Question {
  const http = probe.at('httpGet');
  if (!http.isAbsent) {
    const isTls = http.at('scheme').textOr('HTTP') === 'HTTPS';
    return { kind: 'http', path: http.at('path').textOr('/'), port: http.at('port').portReference(), isTls };
  }
  const tcp = probe.at('tcpSocket');
  if (!tcp.isAbsent) return { kind: 'tcp', port: tcp.at('port').portReference() };
  const command = probe.at('exec').at('command').items();
  if (command.length === 0) throw probe.refuse('asks nothing that the laptop runner knows (httpGet, tcpSocket, exec)');
  return { kind: 'exec', command: command.map((item) => item.text()) };
}
