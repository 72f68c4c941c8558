import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../up/failure';
import type { KubernetesApi } from './kubernetes-api';
import type { ObjectName } from './object-name';
import { readManifest, type Json } from '../manifests/manifest';

/** Objects that must really be there before others can be tried, and that go when the trial is over. */
export class Scaffold {
  private readonly created = new Set<string>();

  constructor(private readonly api: KubernetesApi) {}

  /**
   * Creates an object unless the cluster had it before; one that was created here is brought up to date.
   * @returns its path in the API
   * @throws Failure with the server's reason when it cannot be created
   */
  async ensure(object: ObjectName, text: string): Promise<string> {
    const found = await this.api.pathOf(object);
    if (found.kind === 'unknown') throw new Failure(`${object.kind} ${object.name}: ${found.reason}`);
    const isOurs = this.created.has(found.path);
    if (!isOurs && (await this.api.exists(found.path))) return found.path;
    const verdict = await this.api.apply(object, text, { mode: 'real' });
    if (verdict.kind === 'refused') throw new Failure(`${object.kind} ${object.name}: ${verdict.reason}`);
    this.created.add(found.path);
    return found.path;
  }

  /** The same for an object that no file holds. */
  make(content: Json): Promise<string> {
    const { object, text } = readManifest('an object of the proofs', JSON.stringify(content));
    return this.ensure(object, text);
  }

  /** Deletes what was created here, the latest first, and waits until it is gone. */
  async remove(): Promise<void> {
    const paths = [...this.created].reverse();
    this.created.clear();
    for (const path of paths) await this.api.delete(path);
    for (const path of paths) await until(async () => !(await this.api.exists(path)), `${path} to go`);
  }
}

/** Waits for something to become true. @throws Failure after a minute */
export async function until(isSo: () => Promise<boolean>, what: string): Promise<void> {
  for (const end = Date.now() + patienceMs; Date.now() < end; await sleep(50)) if (await isSo()) return;
  throw new Failure(`the cluster did not get ${what} within ${patienceMs / 1_000} s`);
}

const patienceMs = 60_000;
