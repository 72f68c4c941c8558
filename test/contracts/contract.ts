import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { load } from 'js-yaml';
import { type RenderedContainer } from '../support';

/** What an app says of itself in `.env.example` and `contract/service.yaml`. */
export interface Contract {
  /** Variables that it knows: name → whether it cannot start without. */
  readonly variables: ReadonlyMap<string, { readonly isRequired: boolean; readonly example: string }>;
  readonly service: ServiceContract;
}

export interface ServiceContract {
  readonly name: string;
  readonly commands?: Readonly<Record<string, string>>;
  readonly ports?: Readonly<Record<string, number>>;
  readonly probes?: { readonly startup: string; readonly liveness: string; readonly readiness: string };
  /** Version of the database's schema that it needs, or brings it to. */
  readonly schema?: number;
}

/** Set by whoever starts a process; charts leave it to its default. */
const setElsewhere = ['BIND_ADDRESS'];

/**
 * Reads an app's side of the contract.
 *
 * @throws Error naming the file that is missing, or the line that is not what the format says.
 */
export function readContract(folder: string): Contract {
  return {
    variables: parseExample(read(folder, '.env.example')),
    service: load(read(folder, 'contract/service.yaml')) as ServiceContract,
  };
}

/** A comment line that begins with `# required:` or `# optional:`, then `NAME=example`. */
export function parseExample(text: string): Contract['variables'] {
  const variables = new Map<string, { isRequired: boolean; example: string }>();
  let need: string | undefined;
  for (const line of text.split('\n').filter((one) => one.trim() !== '')) {
    const comment = /^# (required|optional): \S/.exec(line);
    const variable = /^([A-Z][A-Z0-9_]*)=(.*)$/.exec(line);
    if (variable && need)
      variables.set(variable[1] ?? '', { isRequired: need === 'required', example: variable[2] ?? '' });
    else if (variable)
      throw new Error(`.env.example: "${line}" needs a line "# required: …" or "# optional: …" before it`);
    need = comment?.[1];
  }
  return variables;
}

/** Everything in which a container of a chart and the contract of its app disagree; none when they agree. */
export function disagreements(container: RenderedContainer, contract: Contract): string[] {
  return [
    ...variableProblems(container, contract),
    ...portProblems(container, contract),
    ...probeProblems(container, contract),
    ...commandProblems(container, contract),
  ];
}

function variableProblems({ env }: RenderedContainer, { variables }: Contract): string[] {
  const set = env.map(({ name }) => name);
  // What only serves as a part of another variable is the chart's own affair.
  const isPart = (name: string) => env.some(({ value }) => value?.includes(`$(${name})`));
  const unknown = set.filter((name) => !variables.has(name) && !isPart(name));
  const missing = [...variables].filter(
    ([name, { isRequired }]) => isRequired && !set.includes(name) && !setElsewhere.includes(name),
  );
  return [
    ...unknown.map((name) => `the chart sets ${name}, which .env.example does not have`),
    ...missing.map(([name]) => `${name} is required, and the chart does not set it`),
  ];
}

function portProblems({ ports = [] }: RenderedContainer, { service }: Contract): string[] {
  const opened = new Map(ports.map(({ name, containerPort }) => [name, containerPort]));
  const wanted = Object.entries(service.ports ?? {}).filter(([name, port]) => opened.get(name) !== port);
  const surplus = [...opened].filter(([name]) => service.ports?.[name] === undefined);
  return [
    ...wanted.map(
      ([name, port]) => `the app listens for ${name} on ${port}, the chart has ${opened.get(name) ?? 'no such port'}`,
    ),
    ...surplus.map(([name, port]) => `the chart opens ${name} on ${port}, which the app does not have`),
  ];
}

function probeProblems(container: RenderedContainer, { service }: Contract): string[] {
  const asked = {
    startup: container.startupProbe,
    liveness: container.livenessProbe,
    readiness: container.readinessProbe,
  };
  const wanted = Object.entries(service.probes ?? {});
  const [present, expected] = [Object.values(asked).filter((probe) => probe !== undefined).length, wanted.length];
  if (present !== expected) return [`the chart asks ${present} probes, the app answers ${expected}`];
  return wanted.flatMap(([kind, path]) => {
    const { httpGet } = asked[kind as keyof typeof asked] ?? {};
    if (httpGet?.path === path && httpGet.port === service.ports?.['admin'] && httpGet.scheme === 'HTTPS') return [];
    return [
      `the ${kind} probe asks ${httpGet?.scheme} ${httpGet?.port}${httpGet?.path}, the app answers HTTPS ${service.ports?.['admin']}${path}`,
    ];
  });
}

function commandProblems({ args = [] }: RenderedContainer, { service }: Contract): string[] {
  const [command] = args;
  if (command === undefined || service.commands?.[command] !== undefined) return [];
  return [
    `the chart chooses the command "${command}", the app has ${Object.keys(service.commands ?? {}).join(', ') || 'none'}`,
  ];
}

function read(folder: string, file: string): string {
  const path = join(folder, file);
  if (existsSync(path)) return readFileSync(path, 'utf8');
  throw new Error(`apps/${basename(folder)}/${file} is missing: an app states its side of the contract there`);
}
