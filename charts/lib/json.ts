/** A value that JSON and YAML can carry without loss. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** An object of such values. */
export interface JsonObject {
  readonly [key: string]: Json;
}

/**
 * Copies a value, refusing everything that a serializer would drop or bend without a word.
 *
 * @param value what a construct produced
 * @param path where it stands, for the error
 * @throws Error naming the path of an `undefined`, a function, a symbol, a bigint, NaN, an infinity or a class instance.
 */
export function plainJson(value: unknown, path: string): Json {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'string') return wellFormed(value, path);
  if (typeof value === 'number') return finite(value, path);
  if (Array.isArray(value)) return Array.from(value, (item, index) => plainJson(item, `${path}[${index}]`));
  if (typeof value === 'object' && isPlain(value)) return plainObject(value, path);
  throw new Error(`${path} holds ${nameOf(value)}, which YAML cannot carry: leave the key out or convert the value`);
}

/** Like `plainJson`, for a value that must be an object. */
export function plainObject(value: object, path: string): JsonObject {
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plainJson(item, `${path}.${key}`)]));
}

function finite(value: number, path: string): number {
  if (!Number.isFinite(value)) throw new Error(`${path} is ${value}: manifests hold finite numbers only`);
  // Minus zero would come back as zero.
  return value === 0 ? 0 : value;
}

function wellFormed(value: string, path: string): string {
  if (/\p{Surrogate}/u.test(value))
    throw new Error(`${path} holds half a character: manifests hold well-formed text only`);
  return value;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function nameOf(value: unknown): string {
  return typeof value === 'object' && value !== null
    ? `a ${value.constructor.name}`
    : `a value of type ${typeof value}`;
}
