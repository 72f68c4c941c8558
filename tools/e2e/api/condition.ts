import { isJson } from '../manifests/manifest';

/** Whether a condition of an object's status holds, for example `Ready`. */
export function hasCondition(object: unknown, type: string): boolean {
  const status = isJson(object) ? object['status'] : undefined;
  const conditions = isJson(status) ? status['conditions'] : undefined;
  if (!Array.isArray(conditions)) return false;
  return conditions.some((each: unknown) => isJson(each) && each['type'] === type && each['status'] === 'True');
}
