import { readFileSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import { Problem } from '@perchoir/service/problem';
import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';
import type { EntryReference, Join, Rate, Send } from './events';

/** Turns what a client sent into a typed payload. @throws Problem 400 naming the member at fault. */
export type Payload<T> = (payload: unknown) => T;

// The same relative path holds from src/ and from build/.
const schemaFile = joinPath(__dirname, '../contract/events.schema.json');
const ajv = new Ajv({ strict: false });
ajv.addSchema(JSON.parse(readFileSync(schemaFile, 'utf8')) as object);

export const joinPayload = payload<Join>('join');
export const entryReferencePayload = payload<EntryReference>('entryReference');
export const ratePayload = payload<Rate>('rate');

const sendShape = payload<Send>('send');

/** A message: besides its shape, its text must be something that PostgreSQL can store unchanged. */
export const sendPayload: Payload<Send> = (value) => {
  const send = sendShape(value);
  if (send.text.trim() === '') throw invalid('text must not be blank', 'text');
  if (/\u0000|\p{Surrogate}/u.test(send.text)) throw invalid('text must be well-formed Unicode without NUL', 'text');
  return send;
};

function payload<T>(definition: string): Payload<T> {
  const validate = ajv.getSchema(`urn:perchoir:realtime:events#/definitions/${definition}`) as ValidateFunction<T>;
  return (value) => {
    if (validate(value)) return value;
    throw refusalOf(validate.errors?.[0]);
  };
}

function refusalOf(error: ErrorObject | undefined): Problem {
  if (!error) return invalid('the payload is malformed');
  const params = error.params as { readonly missingProperty?: string; readonly additionalProperty?: string };
  const field = params.missingProperty ?? params.additionalProperty ?? error.instancePath.slice(1);
  if (field === '') return invalid('the payload must be an object');
  if (params.missingProperty) return invalid(`${field} is missing`, field);
  if (params.additionalProperty) return invalid(`${field} is not a member of this event`, field);
  return invalid(`${field} ${error.message ?? 'is malformed'}`, field);
}

function invalid(title: string, field?: string): Problem {
  return new Problem(400, 'invalid-payload', field === undefined ? { title } : { title, field });
}
