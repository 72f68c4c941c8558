import { isJson } from './manifest';

/**
 * A copy of a manifest with one value put in place.
 * @param path property names and list indices; what is missing on the way is made
 */
export function edited(value: unknown, path: readonly (string | number)[], replacement: unknown): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return replacement;
  if (typeof first === 'number') {
    const items: readonly unknown[] = Array.isArray(value) ? value : [];
    return items.map((item, index) => (index === first ? edited(item, rest, replacement) : item));
  }
  const object = isJson(value) ? value : {};
  return { ...object, [first]: edited(object[first], rest, replacement) };
}
