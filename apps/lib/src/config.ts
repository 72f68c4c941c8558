/** Environment of a process: variable name → text. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** How one variable is read: what it must look like, and what stands when it is absent. */
export interface Variable<T> {
  /** A value that would be accepted, shown in the error. */
  readonly example: string;
  /** What the value must be, in words, shown in the error. */
  readonly expected: string;
  /** Turns the text into the value; `undefined` when the text is malformed. */
  readonly parse: (text: string) => T | undefined;
  /** What an absent variable means. @default - the variable is required */
  readonly absent?: { readonly value: T };
}

/** The typed values of a specification. */
export type Config<S extends Record<string, Variable<unknown>>> = {
  readonly [K in keyof S]: S[K] extends Variable<infer T> ? T : never;
};

/** A variable is missing or malformed. The message is one line: name, expectation, example. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(
    /** Name of the offending variable. */
    readonly variable: string,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Reads the environment once into a typed, frozen object.
 *
 * An empty string counts as absent: shells and manifests cannot tell them apart.
 *
 * @throws ConfigError at the first variable, in the order of the specification, that is missing or malformed.
 */
export function readConfig<S extends Record<string, Variable<unknown>>>(env: Environment, specification: S): Config<S> {
  const entries = Object.entries(specification).map(([name, variable]) => [name, readVariable(env, name, variable)]);
  return Object.freeze(Object.fromEntries(entries)) as Config<S>;
}

/** The kinds of variables that services use. Each takes an example; a `default` or `optional: true` allows absence. */
export const variable = { text, integer, port, number, url, file, oneOf, flag };

interface Common<T> {
  readonly example?: string;
  readonly default?: T;
}

function readVariable<T>(env: Environment, name: string, { expected, example, parse, absent }: Variable<T>): T {
  const text = env[name];
  if (text === undefined || text === '') {
    if (absent) return absent.value;
    throw new ConfigError(name, `${name} is missing: set it to ${expected}, for example ${name}=${example}`);
  }
  const value = parse(text);
  if (value !== undefined) return value;
  throw new ConfigError(name, `${name} is not ${expected}: set it for example to ${name}=${example}`);
}

function text(options: Common<string> & { readonly optional: true }): Variable<string | undefined>;
function text(options: Common<string>): Variable<string>;
function text(options: Common<string> & { readonly optional?: true }): Variable<string | undefined> {
  return { ...described('a text', options), parse: (raw) => raw };
}

interface Bounds {
  /** Smallest accepted value. @default 0 */
  readonly min?: number;
  /** Largest accepted value. @default - the largest safe integer */
  readonly max?: number;
}

function integer(options: Common<number> & Bounds): Variable<number> {
  const { min = 0, max = Number.MAX_SAFE_INTEGER } = options;
  const parse = (raw: string) => (/^-?\d+$/.test(raw) ? within(Number(raw), min, max) : undefined);
  return { ...described(`an integer from ${min} to ${max}`, options), parse };
}

function number(options: Common<number> & Bounds): Variable<number> {
  const { min = 0, max = Number.MAX_SAFE_INTEGER } = options;
  const parse = (raw: string) => (/^-?\d+(\.\d+)?$/.test(raw) ? within(Number(raw), min, max) : undefined);
  return { ...described(`a number from ${min} to ${max}`, options), parse };
}

/** A TCP port; 0 asks the system for a free one. */
function port(options: Common<number>): Variable<number> {
  return integer({ min: 0, max: 65_535, ...options });
}

interface UrlOptions {
  /** Accepted schemes, without the colon. */
  readonly protocols: readonly string[];
  readonly example: string;
}

function url(options: UrlOptions & { readonly optional: true }): Variable<URL | undefined>;
function url(options: UrlOptions): Variable<URL>;
function url(options: UrlOptions & { readonly optional?: true }): Variable<URL | undefined> {
  const parse = (raw: string) => {
    if (!URL.canParse(raw)) return undefined;
    const parsed = new URL(raw);
    return options.protocols.includes(parsed.protocol.slice(0, -1)) ? parsed : undefined;
  };
  return { ...described(`a URL (${options.protocols.join(' or ')})`, options), parse };
}

/** The path of a file; whether it exists is for its reader to say, with the reason. */
function file(options: Common<string> & { readonly optional: true }): Variable<string | undefined>;
function file(options: Common<string>): Variable<string>;
function file(options: Common<string> & { readonly optional?: true }): Variable<string | undefined> {
  return { ...described("a file's path", options), parse: (raw) => raw };
}

function oneOf<const T extends string>(values: readonly T[], options: { readonly default?: T } = {}): Variable<T> {
  const parse = (raw: string) => values.find((value) => value === raw);
  return { ...described(`one of ${values.join(', ')}`, { ...options, example: values[0] ?? '' }), parse };
}

function flag(options: { readonly default?: boolean } = {}): Variable<boolean> {
  const parse = (raw: string) => (raw === 'true' ? true : raw === 'false' ? false : undefined);
  return { ...described('true or false', { ...options, example: 'true' }), parse };
}

function described<T>(
  expected: string,
  options: { readonly example?: string; readonly default?: T; readonly optional?: true },
) {
  const example = options.example ?? String(options.default ?? '');
  if (options.optional) return { expected, example, absent: { value: undefined as T } };
  return options.default === undefined
    ? { expected, example }
    : { expected, example, absent: { value: options.default } };
}

function within(value: number, min: number, max: number): number | undefined {
  return value >= min && value <= max ? value : undefined;
}
