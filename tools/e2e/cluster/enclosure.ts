import { spawn } from 'node:child_process';
import { readdirSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../up/failure';
import type { Guardian } from '../../up/pods/guardian';
import { signalGroup } from '../../up/pods/process-identity';
import { runProgram } from '../programs/program';
import { addresses } from './addresses';

/**
 * Network, mounts and processes apart from the machine's: namespaces held by one process. When it is killed, the
 * kernel kills every process inside, containers too, and drops their links, routes, packet rules and mounts.
 */
export class Enclosure {
  private constructor(
    private readonly holder: number,
    /** What the kernel calls the namespace of processes, for example `pid:[4026532281]`. */
    private readonly identity: string,
    private readonly guardian: Guardian,
  ) {}

  /** Makes the enclosure with the addresses of the cluster. No route leads out of it. */
  static async create(guardian: Guardian): Promise<Enclosure> {
    const ours = readNamespace('self', 'pid');
    const holder = spawn('unshare', [...namespaces, 'sh', '-c', firstProcess], { stdio: 'ignore', detached: true });
    holder.on('error', () => undefined);
    if (holder.pid === undefined) throw new Failure('no namespaces can be made: unshare does not start');
    guardian.add(holder.pid);
    const enclosure = new Enclosure(holder.pid, await newNamespace(holder.pid, ours), guardian);
    for (const command of setUp) await enclosure.run(command);
    return enclosure;
  }

  /** The command line that runs a program inside. */
  enter(program: string, args: readonly string[]): readonly [string, readonly string[]] {
    const of = (name: string): string => `/proc/${this.holder}/ns/${name}`;
    const where = [`--net=${of('net')}`, `--mount=${of('mnt')}`, `--pid=${of('pid_for_children')}`];
    return ['nsenter', [...where, '--', program, ...args]];
  }

  /** Runs a command line inside, to its end. Its words hold no spaces. @throws Failure with what it printed */
  async run(commandLine: string): Promise<string> {
    const [program = '', ...args] = commandLine.split(' ');
    const [command, line] = this.enter(program, args);
    return runProgram(command, line, { failure: `the cluster cannot be set up by \`${commandLine}\`` });
  }

  /** Kills everything inside. @returns what is still there after five seconds */
  async destroy(): Promise<readonly number[]> {
    signalGroup(this.holder, 'SIGKILL');
    this.guardian.drop(this.holder);
    for (let waited = 0; waited < 5_000 && this.processes().length > 0; waited += 20) await sleep(20);
    return this.processes();
  }

  private processes(): readonly number[] {
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    return pids.filter((pid) => readNamespace(pid, 'pid') === this.identity).map(Number);
  }
}

const namespaces = ['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc', '--propagation', 'private'];

/** The first process inside inherits those whose parents ended; a shell that waits lets none become a zombie. */
const firstProcess = 'sleep infinity & wait';

/** A bridge without members is a link for the node's address that every kernel has; a dummy device is not. */
const setUp = [
  'ip link set lo up',
  'ip link add node type bridge',
  `ip address add ${addresses.node}/32 dev node`,
  'ip link set node up',
  `ip route add ${addresses.services} dev node`,
];

/** The holder has its namespaces a moment after it has started. */
async function newNamespace(holder: number, ours: string | undefined): Promise<string> {
  for (let waited = 0; waited < 5_000; waited += 10) {
    const identity = readNamespace(String(holder), 'pid_for_children');
    if (identity !== undefined && identity !== ours) return identity;
    await sleep(10);
  }
  throw new Failure('no namespaces can be made: `unshare --net --mount --pid --fork true` must work for this user');
}

function readNamespace(pid: string, name: string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/ns/${name}`);
  } catch {
    // The process ended in this moment, or has no first process inside yet.
    return undefined;
  }
}
