import { load, YAMLException } from 'js-yaml';
import type { ObjectName } from '../api/object-name';
import { Failure } from '../../up/failure';

/** A JSON object. */
export type Json = { readonly [name: string]: unknown };

/** One file of a rendered cluster. */
export interface Manifest {
  /** Relative to the checkout. */
  readonly file: string;
  /** The file's bytes: the server reads them itself, so that no reader of ours can hide anything. */
  readonly text: string;
  readonly object: ObjectName;
  readonly content: Json;
}

/** Reads which object a manifest is. @throws Failure when it is not exactly one */
export function readManifest(file: string, text: string): Manifest {
  const content = parse(file, text);
  const { apiVersion, kind, metadata } = content;
  const { name, namespace } = isJson(metadata) ? metadata : {};
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || typeof name !== 'string')
    throw new Failure(`${file} has no apiVersion, kind or metadata.name: run \`npm run synth\``);
  const object = { apiVersion, kind, name, ...(typeof namespace === 'string' ? { namespace } : {}) };
  return { file, text, object, content };
}

/** Whether a value of a manifest is an object. */
export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parse(file: string, text: string): Json {
  try {
    const content = load(text);
    if (isJson(content)) return content;
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    throw new Failure(`${file} is not one YAML document (${error.reason}): run \`npm run synth\``);
  }
  throw new Failure(`${file} holds no object: run \`npm run synth\``);
}
