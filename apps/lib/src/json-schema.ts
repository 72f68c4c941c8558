import Ajv, { type ErrorObject, type JSONSchemaType } from 'ajv';

const ajv = new Ajv({ strict: true, allowUnionTypes: true });

/** A value that is not what it must be: the field, as the caller wrote it, and what is wrong with it. */
export interface Mismatch {
  /** For example `messages[0].role`; `undefined` when the value as a whole is at fault. */
  readonly field: string | undefined;
  /** Goes on after the field's name: `is missing`, `must be one of chat, embeddings`. */
  readonly expected: string;
}

export type Checked<T> =
  { readonly kind: 'valid'; readonly value: T } | { readonly kind: 'invalid'; readonly mismatch: Mismatch };

/** Compiles a JSON Schema into a check that names the first field at fault. */
export function checkOf<T>(schema: JSONSchemaType<T> | object): (value: unknown) => Checked<T> {
  const validate = ajv.compile<T>(schema);
  return (value) =>
    validate(value) ? { kind: 'valid', value } : { kind: 'invalid', mismatch: mismatchOf(validate.errors?.[0]) };
}

function mismatchOf(error: ErrorObject | undefined): Mismatch {
  return { field: fieldOf(error), expected: expectation(error) };
}

function fieldOf(error: ErrorObject | undefined): string | undefined {
  const { missingProperty, additionalProperty } = paramsOf(error);
  const inner = [missingProperty, additionalProperty].filter((name) => typeof name === 'string');
  const path = [...(error?.instancePath.split('/').slice(1).map(unescaped) ?? []), ...inner];
  if (path.length === 0) return undefined;
  return path.map((part, at) => (/^\d+$/.test(part) ? `[${part}]` : at === 0 ? part : `.${part}`)).join('');
}

function expectation(error: ErrorObject | undefined): string {
  const { allowedValues } = paramsOf(error);
  if (Array.isArray(allowedValues)) return `must be one of ${allowedValues.map(String).join(', ')}`;
  switch (error?.keyword) {
    case 'required':
      return 'is missing';
    case 'additionalProperties':
      return 'is not a known field';
    case 'not':
    case 'false schema':
      return 'is not supported';
    default:
      return error?.message ?? 'is not valid';
  }
}

function paramsOf(error: ErrorObject | undefined): Readonly<Record<string, unknown>> {
  return error?.params ?? {};
}

/** RFC 6901: what JSON Pointer writes for `/` and `~` in a name. */
function unescaped(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}
