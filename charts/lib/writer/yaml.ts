import { type Json, type JsonObject } from '../json';

/**
 * Writes an object as YAML that readers of YAML 1.1 (Go's, Python's) and of 1.2 read alike.
 *
 * Only obvious words stand bare. `no`, `0o17`, `1_000`, `12:30`, `=` and `<<` mean something else to one reader or
 * another, so they are quoted. Keys are sorted by code point: moving code changes no byte. Lists keep their order.
 *
 * @throws Error for a key that YAML cannot write on one line (1,000 characters).
 */
export function toYaml(document: JsonObject): string {
  return lines(document, '').join('\n') + '\n';
}

const first = ['apiVersion', 'kind', 'metadata'];

function lines(value: Json, indent: string): string[] {
  if (isList(value)) return value.flatMap((item) => listItem(item, indent));
  if (isMap(value)) return keysInOrder(value, indent).flatMap((key) => entry(key, value[key] as Json, indent));
  return [`${indent}${scalar(value)}`];
}

function keysInOrder(value: JsonObject, indent: string): string[] {
  const head = indent === '' ? first.filter((key) => Object.hasOwn(value, key)) : [];
  const tail = Object.keys(value).filter((key) => !head.includes(key));
  return [...head, ...tail.sort(byCodePoint)];
}

function entry(key: string, value: Json, indent: string): string[] {
  if (key.length > 1_000)
    throw new Error(`a key of ${key.length} characters is too long for YAML: "${key.slice(0, 40)}…"`);
  const name = `${indent}${text(key)}:`;
  if (isEmpty(value)) return [`${name} ${scalar(value)}`];
  if (isList(value)) return [name, ...lines(value, indent)];
  if (isMap(value)) return [name, ...lines(value, `${indent}  `)];
  return typeof value === 'string' && isBlock(value)
    ? [`${name} ${block(value, `${indent}  `)}`]
    : [`${name} ${scalar(value)}`];
}

function listItem(item: Json, indent: string): string[] {
  if (isEmpty(item) || !(isList(item) || isMap(item))) return [`${indent}- ${scalar(item)}`];
  const [head = '', ...tail] = lines(item, `${indent}  `);
  return [`${indent}- ${head.slice(indent.length + 2)}`, ...tail];
}

function scalar(value: Json): string {
  if (typeof value === 'string') return text(value);
  // YAML 1.1 takes 1e+21 for a text: its numbers have a point before the exponent.
  if (typeof value === 'number') return JSON.stringify(value).replace(/^(-?\d+)e/, '$1.0e');
  return JSON.stringify(value);
}

const obviousWord = /^[A-Za-z][A-Za-z0-9_./-]*$/;
const meansSomethingElse = /^(y|n|yes|no|on|off|true|false|null|nan|inf)$/i;

function text(value: string): string {
  return obviousWord.test(value) && !meansSomethingElse.test(value) ? value : quoted(value);
}

/** JSON's escapes are YAML's; what JSON leaves bare and YAML takes for a line break or refuses is escaped too. */
function quoted(value: string): string {
  return JSON.stringify(value).replaceAll(
    /[\u007f-\u00a0\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Texts of several plain lines stay readable, for example a configuration file. */
function isBlock(value: string): boolean {
  return /^[\x21-\x7e][\x20-\x7e]*\n/.test(value) && /^[\x20-\x7e\n]*[^\s]\n$/.test(value) && !/[ ]\n/.test(value);
}

function block(value: string, indent: string): string {
  const body = value.slice(0, -1).split('\n');
  return ['|', ...body.map((line) => (line === '' ? '' : indent + line))].join('\n');
}

function isEmpty(value: Json): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isMap(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !isList(value);
}

/** Not by locale: the order must be the same everywhere. */
function byCodePoint(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
