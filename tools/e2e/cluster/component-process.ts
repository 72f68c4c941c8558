import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../up/failure';
import type { Guardian } from '../../up/pods/guardian';
import { signalGroup } from '../../up/pods/process-identity';
import type { Component } from './layout';
import type { Enclosure } from './enclosure';

export interface Surroundings {
  readonly logs: string;
  readonly guardian: Guardian;
  /** @default - none: the component runs among the machine's processes */
  readonly enclosure?: Enclosure;
}

/** A component that runs, in a process group of its own. */
export class ComponentProcess {
  private constructor(
    private readonly component: { readonly name: string; readonly log: string },
    private readonly child: ChildProcess,
    private readonly guardian: Guardian,
  ) {}

  /** Starts a component; what it prints goes to its log. */
  static start({ name, program, args }: Component, { logs, guardian, enclosure }: Surroundings): ComponentProcess {
    const log = join(logs, `${name}.log`);
    const output = openSync(log, 'a');
    const [command, line] = enclosure?.enter(program, args) ?? [program, args];
    const child = spawn(command, line, { stdio: ['ignore', output, output], detached: true });
    closeSync(output);
    child.on('error', () => undefined);
    if (child.pid !== undefined) guardian.add(child.pid);
    return new ComponentProcess({ name, log }, child, guardian);
  }

  /** Ends the component at once. */
  kill(): void {
    const { pid } = this.child;
    if (pid === undefined) return;
    signalGroup(pid, 'SIGKILL');
    this.forget();
  }

  /** Takes note that it has been killed. */
  forget(): void {
    if (this.child.pid !== undefined) this.guardian.drop(this.child.pid);
  }

  /** @throws Failure with the end of its log when it has ended by itself */
  requireRunning(): void {
    const { pid, exitCode, signalCode } = this.child;
    if (pid !== undefined && exitCode === null && signalCode === null) return;
    throw new Failure(
      `${this.component.name} has ended (${exitCode ?? signalCode ?? 'it did not start'}); its log:`,
      this.tail(),
    );
  }

  private tail(): readonly string[] {
    if (!existsSync(this.component.log)) return [];
    return readFileSync(this.component.log, 'utf8').trimEnd().split('\n').slice(-15);
  }
}
