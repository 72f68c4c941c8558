import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../up/failure';
import { ComponentProcess, type Surroundings } from './component-process';
import type { Component } from './layout';

/** The components that run. */
export class Components {
  private readonly processes: ComponentProcess[] = [];

  constructor(private readonly surroundings: Surroundings) {}

  run(component: Component): void {
    this.processes.push(ComponentProcess.start(component, this.surroundings));
  }

  /** Waits for something that they bring about. @throws Failure when one of them ends meanwhile, or after a minute */
  async until(what: string, isSo: () => Promise<boolean>): Promise<void> {
    for (const end = Date.now() + patienceMs; Date.now() < end; await sleep(50)) {
      for (const process of this.processes) process.requireRunning();
      if (await isSo()) return;
    }
    throw new Failure(`${what} after ${patienceMs / 1_000} s: see ${this.surroundings.logs}`);
  }

  /** Takes note that they have been killed. */
  forget(): void {
    for (const process of this.processes.splice(0)) process.forget();
  }
}

/** A cold start takes 4 s; a machine that does ten other things may take its time. */
const patienceMs = 60_000;
