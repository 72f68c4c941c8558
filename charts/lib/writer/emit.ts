import { ApiObject, type App } from 'cdk8s';
import { Manifest } from '../manifest';
import { toYaml } from './yaml';

/** Files of a cluster: path below its folder → content. */
export type Files = ReadonlyMap<string, string>;

/**
 * Renders every object of an app: `<tier>/<Kind>.<name>.yaml`.
 *
 * @throws Error when a validation fails, an object is not a `Manifest`, or two objects claim one path.
 */
export function emit(app: App): Files {
  const problems = app.node
    .findAll()
    .flatMap(({ node }) => node.validate().map((problem) => `${node.path}: ${problem}`));
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const files = new Map<string, string>();
  for (const construct of app.node.findAll()) {
    if (!ApiObject.isApiObject(construct)) continue;
    if (!(construct instanceof Manifest))
      throw new Error(`${construct.node.path} is not a Manifest: its serialization may drop fields`);
    claim(files, construct);
  }
  return files;
}

function claim(files: Map<string, string>, manifest: Manifest): void {
  const object = manifest.toJson();
  const { name } = object['metadata'] as { name: string };
  const path = `${manifest.chart.node.id}/${manifest.kind}.${name}.yaml`;
  if (files.has(path))
    throw new Error(`two objects claim ${path}; the second is ${manifest.node.path}: rename one of them`);
  files.set(path, toYaml(object));
}
