import { spawn } from 'node:child_process';
import { readdirSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../up/failure';
import type { Guardian } from '../../up/pods/guardian';
import { runProgram } from '../programs/program';
import { addresses } from './addresses';

/**
 * A network namespace held by a process instead of a file: no mount is made for it, and links, routes and packet
 * rules vanish with the last process in it.
 */
export class NetworkNamespace {
  private constructor(
    private readonly holder: number,
    /** What the kernel calls it, for example `net:[4026532281]`. */
    private readonly identity: string,
  ) {}

  /** Makes the namespace with the addresses of the cluster. No route leads out of it. */
  static async create(guardian: Guardian): Promise<NetworkNamespace> {
    const ours = namespaceOf('self');
    const holder = spawn('unshare', ['--net', 'sleep', 'infinity'], { stdio: 'ignore', detached: true });
    if (holder.pid === undefined) throw new Failure('a network namespace cannot be made: unshare does not start');
    guardian.add(holder.pid);
    holder.on('error', () => undefined);
    const namespace = new NetworkNamespace(holder.pid, await newNamespace(holder.pid, ours));
    for (const command of setUp) await namespace.run(command.split(' '));
    return namespace;
  }

  /** The command line that runs a program inside. Mounts stay those of the machine: containers need its cgroups. */
  enter(program: string, args: readonly string[]): readonly [string, readonly string[]] {
    return ['nsenter', [`--net=/proc/${this.holder}/ns/net`, '--', program, ...args]];
  }

  /** Every process that is inside now, also those whose parents are gone. */
  processes(): readonly number[] {
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    return pids.filter((pid) => namespaceOf(pid) === this.identity).map(Number);
  }

  private async run([program = '', ...args]: readonly string[]): Promise<void> {
    const [command, line] = this.enter(program, args);
    await runProgram(command, line, { failure: 'the network of the cluster cannot be set up' });
  }
}

/** A bridge without members is a link for the node's address that every kernel has; a dummy device is not. */
const setUp = [
  'ip link set lo up',
  'ip link add node type bridge',
  `ip address add ${addresses.node}/32 dev node`,
  'ip link set node up',
  `ip route add ${addresses.services} dev node`,
];

/** The holder has its namespace a moment after it has started. */
async function newNamespace(pid: number, ours: string | undefined): Promise<string> {
  for (let waited = 0; waited < 5_000; waited += 10) {
    const identity = namespaceOf(String(pid));
    if (identity !== undefined && identity !== ours) return identity;
    await sleep(10);
  }
  throw new Failure('a network namespace cannot be made: `unshare --net true` must work for this user');
}

function namespaceOf(pid: string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`);
  } catch {
    // The process ended in this moment.
    return undefined;
  }
}
