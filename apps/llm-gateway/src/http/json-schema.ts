import Ajv, { type ErrorObject, type JSONSchemaType, type ValidateFunction } from 'ajv';

const ajv = new Ajv({ strict: true, allowUnionTypes: true });

/** A value that is not what it must be: the field, as the caller wrote it, and what is expected of it. */
export interface Mismatch {
  /** For example `messages[0].role`; `undefined` when the value as a whole is at fault. */
  readonly field: string | undefined;
  readonly expected: string;
}

export type Checked<T> =
  { readonly kind: 'valid'; readonly value: T } | { readonly kind: 'invalid'; readonly mismatch: Mismatch };

/** Compiles a JSON Schema into a check that names the first field at fault. */
export function checkOf<T>(schema: JSONSchemaType<T> | object): (value: unknown) => Checked<T> {
  const validate: ValidateFunction<T> = ajv.compile<T>(schema);
  return (value) =>
    validate(value) ? { kind: 'valid', value } : { kind: 'invalid', mismatch: mismatchOf(validate.errors?.[0]) };
}

function mismatchOf(error: ErrorObject | undefined): Mismatch {
  const missing: unknown = error?.params['missingProperty'];
  const path = [...(error?.instancePath.split('/').slice(1) ?? []), ...(typeof missing === 'string' ? [missing] : [])];
  return { field: fieldOf(path), expected: error?.message ?? 'is not valid' };
}

function fieldOf(path: readonly string[]): string | undefined {
  if (path.length === 0) return undefined;
  return path.map((part, at) => (/^\d+$/.test(part) ? `[${part}]` : at === 0 ? part : `.${part}`)).join('');
}
