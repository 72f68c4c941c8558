import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { Failure } from '../failure';
import { Field } from './field';

/** How the keys of a secret come to be; `external` ones are handed over by somebody. */
export type SecretGeneration = 'ed25519-pkcs8' | 'password' | 'external';

/** A secret that the platform refers to. */
export interface SecretEntry {
  readonly tier: string;
  readonly name: string;
  readonly keys: readonly string[];
  readonly generate: SecretGeneration;
}

/** A path under which visitors reach a Service. */
export interface Entrance {
  readonly path: string;
  readonly tier: string;
  readonly service: string;
  readonly port: number;
}

/** The demo bot and the folders of the checkout that it knows. */
export interface Demo {
  readonly bot: string;
  readonly knowledge: readonly string[];
}

/** What a cluster needs beside its manifests. */
export interface Inventory {
  readonly secrets: readonly SecretEntry[];
  readonly entrances: readonly Entrance[];
  readonly demo: Demo | undefined;
}

/** Reads `inventory.json`. @throws Failure naming the file and the field. */
export function readInventory(path: string, checkout: string): Inventory {
  const file = relative(checkout, path);
  if (!existsSync(path)) throw new Failure(`${file} is missing: run \`npm run synth\``);
  const inventory = new Field(parseJson(path, file), file);
  return {
    secrets: inventory.at('secrets').items().map(readSecret),
    entrances: inventory.at('entrances').items().map(readEntrance),
    demo: readDemo(inventory.at('demo')),
  };
}

function readSecret(entry: Field): SecretEntry {
  const generate = entry.at('generate').text();
  const keys = entry
    .at('keys')
    .items()
    .map((key) => key.text());
  if (generate !== 'ed25519-pkcs8' && generate !== 'password' && generate !== 'external')
    throw entry.at('generate').refuse(`is '${generate}', which the laptop runner cannot generate`);
  return { tier: entry.at('namespace').text(), name: entry.at('name').text(), keys, generate };
}

function readEntrance(entry: Field): Entrance {
  return {
    path: entry.at('path').text(),
    tier: entry.at('namespace').text(),
    service: entry.at('service').text(),
    port: entry.at('port').integer(),
  };
}

function readDemo(demo: Field): Demo | undefined {
  if (demo.isAbsent) return undefined;
  const knowledge = demo
    .at('knowledge')
    .items()
    .map((folder) => folder.text());
  return { bot: demo.at('bot').text(), knowledge };
}

function parseJson(path: string, file: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) throw new Failure(`${file} is not JSON: ${error.message}; run \`npm run synth\``);
    throw error;
  }
}
