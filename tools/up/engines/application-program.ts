import { join } from 'node:path';
import type { Probe, Question } from '../manifests/probe';
import type { PlannedContainer, PlannedPod } from '../pods/plan';
import type { Program } from '../pods/program';
import { programPath, startCommand } from '../pods/start-command';
import type { Asking } from '../probes/ask';
import type { Inquiry } from '../probes/prober';

export interface ApplicationPlace {
  readonly checkout: string;
  /** PEM of the authority that signed the pods' certificates, for probes over TLS. */
  readonly authority: string;
}

/** An application of this repository in the place of its image. */
export function applicationProgram(pod: PlannedPod, container: PlannedContainer, place: ApplicationPlace): Program {
  const { words, folder, environment: ofImage } = startCommand(place.checkout, container.image, container.args);
  const [program, ...args] = words;
  const environment = { ...ofImage, ...environmentOf(pod, container, place.checkout) };
  const inquire = (probe: Probe | undefined) => probe && inquiry(probe, { pod, container, environment, place });
  const { startup, liveness, readiness } = container.probes;
  const { kind, backoffLimit } = pod.identity.workload;
  return {
    launch: { command: program === 'node' ? process.execPath : program, args, folder, environment },
    inquiries: { startup: inquire(startup), liveness: inquire(liveness), readiness: inquire(readiness) },
    restart: kind === 'Job' ? { kind: 'until-success', attempts: backoffLimit } : { kind: 'always' },
  };
}

/** Nothing of the runner's own environment: only what an image would bring, and what the manifest sets. */
function environmentOf(
  pod: PlannedPod,
  container: PlannedContainer,
  checkout: string,
): Readonly<Record<string, string>> {
  const temporary = container.mounts.find(({ mountPath }) => mountPath === '/tmp')?.path ?? join(pod.folder, 'tmp');
  return {
    PATH: programPath(checkout),
    HOME: temporary,
    TMPDIR: temporary,
    LANG: 'C.UTF-8',
    ...Object.fromEntries(container.environment),
    BIND_ADDRESS: pod.identity.address,
  };
}

interface InquiryPlace {
  readonly pod: PlannedPod;
  readonly container: PlannedContainer;
  readonly environment: Readonly<Record<string, string>>;
  readonly place: ApplicationPlace;
}

function inquiry({ question, ...timing }: Probe, around: InquiryPlace): Inquiry {
  // A loaded laptop may keep a healthy service waiting for longer than the second that Kubernetes allows by default.
  return { ...timing, timeoutSeconds: Math.max(timing.timeoutSeconds, 3), asking: askingOf(question, around) };
}

function askingOf(question: Question, { pod, container, environment, place }: InquiryPlace): Asking {
  const { address } = pod.identity;
  if (question.kind === 'exec') return { kind: 'exec', command: question.command, environment };
  const port = portNumber(question.port, container);
  if (question.kind === 'tcp') return { kind: 'tcp', address, port };
  const url = `${question.isTls ? 'https' : 'http'}://${address}:${port}${question.path}`;
  return { kind: 'http', url, authority: question.isTls ? place.authority : undefined };
}

function portNumber(port: number | string, container: PlannedContainer): number {
  if (typeof port === 'number') return port;
  return container.ports.find(({ name }) => name === port)?.number ?? 0;
}
