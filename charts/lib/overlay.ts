import { type Json, type JsonObject } from './json';

/**
 * A field that is newer than the Kubernetes schema our types come from (1.28).
 * Serializing through those types would drop it, so it is laid over their result.
 */
export type Overlay =
  | { readonly kind: 'set'; readonly path: readonly string[]; readonly value: Json }
  | { readonly kind: 'append'; readonly path: readonly string[]; readonly items: readonly Json[] };

/**
 * Lays fields over a serialized object.
 *
 * @throws Error when the parent of a path does not exist, or `append` meets something other than a list: an overlay
 * that lands nowhere is a mistake.
 */
export function overlaid(target: JsonObject, overlays: readonly Overlay[]): JsonObject {
  return overlays.reduce((result, overlay) => change(result, overlay.path, overlay), target);
}

/** Shifts overlays of a part to where the part stands in the whole. */
export function shifted(overlays: readonly Overlay[], ...prefix: readonly string[]): Overlay[] {
  return overlays.map((overlay) => ({ ...overlay, path: [...prefix, ...overlay.path] }));
}

function change(target: JsonObject, [key, ...rest]: readonly string[], overlay: Overlay): JsonObject {
  if (key === undefined) throw new Error('an overlay needs a path');
  if (rest.length === 0) return { ...target, [key]: changed(target[key], overlay) };
  const child = target[key];
  if (!isObject(child)) throw new Error(`the overlay on ${overlay.path.join('.')} finds no object at "${key}"`);
  return { ...target, [key]: change(child, rest, overlay) };
}

function changed(current: Json | undefined, overlay: Overlay): Json {
  if (overlay.kind === 'set') return overlay.value;
  if (current === undefined) return overlay.items;
  if (Array.isArray(current)) return [...(current as readonly Json[]), ...overlay.items];
  throw new Error(`the overlay on ${overlay.path.join('.')} appends to something that is not a list`);
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
