import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';

/** The repository. */
export const root = join(__dirname, '../..');

/** A service of `apps/` that runs as a process of its own, as it does in a container. */
export class ServiceProcess {
  private readonly child: ChildProcess;
  private output = '';

  /** @param app - folder in `apps/`, already built */
  constructor(
    private readonly app: string,
    env: Readonly<Record<string, string>>,
  ) {
    const options = { cwd: join(root, 'apps', app), env: { PATH: process.env['PATH'] ?? '', ...env } };
    this.child = spawn(process.execPath, ['build/server.js'], { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (this.output = (this.output + text).slice(-20_000)));
    }
  }

  /** Waits until a fact about the running service holds. @throws Error with the service's output. */
  async until(fact: () => Promise<boolean>, seconds: number): Promise<void> {
    const deadline = performance.now() + seconds * 1_000;
    for (;;) {
      if (this.child.exitCode !== null) throw new Error(`${this.app} ended: ${this.output}`);
      if (await fact().catch(() => false)) return;
      if (performance.now() > deadline) throw new Error(`${this.app} is not ready after ${seconds} s: ${this.output}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Stops in order. @returns the exit status, `null` when it had to be killed after 20 s. */
  async stop(): Promise<number | null> {
    if (this.child.exitCode !== null) return this.child.exitCode;
    const ended = new Promise<number | null>((resolve) => this.child.once('exit', resolve));
    const late = setTimeout(() => this.child.kill('SIGKILL'), 20_000);
    this.child.kill('SIGTERM');
    const status = await ended;
    clearTimeout(late);
    return status;
  }
}

/** Ports that nobody listened on a moment ago. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = servers.map(
    (server) =>
      new Promise<number>((resolve) => {
        server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
      }),
  );
  const found = await Promise.all(ports);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return found;
}
