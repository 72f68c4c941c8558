import Ajv, { type ErrorObject } from 'ajv';
import { ApiError } from './api-error';

const ajv = new Ajv({ strict: true, allowUnionTypes: true });

/** Compiles a JSON Schema into a check that passes a value on, typed. @throws ApiError 400 naming the first field at fault. */
export function checkOf<T>(schema: object): (value: unknown) => T {
  const validate = ajv.compile<T>(schema);
  return (value) => {
    if (validate(value)) return value;
    const error = validate.errors?.[0];
    const param = fieldOf(error);
    const message = `${param ?? 'The body'} ${expectation(error)}.`;
    throw new ApiError(400, 'invalid_request', { message, param });
  };
}

function fieldOf(error: ErrorObject | undefined): string | undefined {
  const { missingProperty, additionalProperty } = (error?.params ?? {}) as Record<string, unknown>;
  const inner = [missingProperty, additionalProperty].filter((name) => typeof name === 'string');
  const path = [...(error?.instancePath.split('/').slice(1) ?? []), ...inner];
  if (path.length === 0) return undefined;
  return path.map((part, at) => (/^\d+$/.test(part) ? `[${part}]` : at === 0 ? part : `.${part}`)).join('');
}

function expectation(error: ErrorObject | undefined): string {
  const allowed: unknown = (error?.params as Record<string, unknown> | undefined)?.['allowedValues'];
  if (error?.keyword === 'required') return 'is missing';
  if (error?.keyword === 'not' || error?.keyword === 'false schema') return 'is not supported';
  if (Array.isArray(allowed)) return `must be one of ${allowed.map(String).join(', ')}`;
  return error?.message ?? 'is not valid';
}
