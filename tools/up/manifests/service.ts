import type { Field } from './field';

export interface ServicePort {
  readonly port: number;
  /** Number or name of a container's port. */
  readonly target: number | string;
}

/** A name that stands for the pods with certain labels. */
export interface Service {
  readonly name: string;
  readonly tier: string;
  /** A headless name stands for the pods' own addresses; nothing is forwarded. */
  readonly isHeadless: boolean;
  readonly selector: ReadonlyMap<string, string>;
  readonly ports: readonly ServicePort[];
}

/** Reads a Service. */
export function readService(document: Field): Service {
  const spec = document.at('spec');
  return {
    name: document.at('metadata').at('name').text(),
    tier: document.at('metadata').at('namespace').text(),
    isHeadless: spec.at('clusterIP').textOr('') === 'None',
    selector: spec.at('selector').texts(),
    ports: spec.at('ports').items().map(readPort),
  };
}

function readPort(port: Field): ServicePort {
  const number = port.at('port').integer();
  return { port: number, target: port.at('targetPort').isAbsent ? number : port.at('targetPort').portReference() };
}
