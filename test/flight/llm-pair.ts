import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fetchModel } from '../../tools/engines/models/fetch-model';
import { foldersOf } from '../../tools/up/state/folders';
import { writeCertificates } from '../setup/certificates';
import type { Target } from './chat-stream';
import { freePorts, root, ServiceProcess } from './service-process';

const MODEL = 'smollm2-135m-instruct';

interface Parts {
  readonly gateway: Target;
  readonly guard: Target;
  readonly adminPorts: { readonly gateway: number; readonly guard: number };
  readonly processes: readonly ServiceProcess[];
  /** Certificates. */
  readonly folder: string;
}

/** The real gateway and one real replica with a real model, over TLS on loopback. */
export class LlmPair {
  private constructor(private readonly parts: Parts) {}

  get gateway(): Target {
    return this.parts.gateway;
  }

  /** The replica itself, without a gateway before it. */
  get guard(): Target {
    return this.parts.guard;
  }

  static async start(): Promise<LlmPair> {
    await promisify(execFile)(process.execPath, ['node_modules/typescript-7/bin/tsc', '-b', ...APPS], { cwd: root });
    const model = await fetchModel(MODEL, foldersOf(root, undefined).cache);
    const folder = await mkdtemp(join(tmpdir(), 'perchoir-flight-'));
    await writeCertificates(folder, ['tier:llm']);
    const [gatewayPort = 0, gatewayAdmin = 0, guardPort = 0, guardAdmin = 0] = await freePorts(4);
    const house = houseOf(folder);
    const gateway = new ServiceProcess('llm-gateway', {
      ...house,
      PORT: String(gatewayPort),
      ADMIN_PORT: String(gatewayAdmin),
      REPLICA_SERVER_NAME: 'localhost',
      REPLICA_CA_FILE: join(folder, 'ca.crt'),
    });
    const guard = new ServiceProcess('llm-replica', {
      ...house,
      PORT: String(guardPort),
      ADMIN_PORT: String(guardAdmin),
      ROLE: 'chat',
      ENGINE: 'node-llama-cpp',
      MODEL_FILE: model.modelFile,
      MODEL_NAME: MODEL,
      CONTEXT_TOKENS: '512',
      THREADS: '1',
      GATEWAY_URL: `https://127.0.0.1:${gatewayPort}`,
      GATEWAY_CA_FILE: join(folder, 'ca.crt'),
      GATEWAY_SERVER_NAME: 'localhost',
      ADVERTISED_URL: `https://127.0.0.1:${guardPort}`,
      POD_NAME: 'llm-replica-0',
    });
    const agent = new Agent({ ca: await readFile(join(folder, 'ca.crt')), maxSockets: Infinity });
    const pair = new LlmPair({
      gateway: { port: gatewayPort, agent },
      guard: { port: guardPort, agent },
      adminPorts: { gateway: gatewayAdmin, guard: guardAdmin },
      processes: [gateway, guard],
      folder,
    });
    await gateway.until(async () => (await pair.metric('gateway', 'llm_slots{role="chat",state="free"')) === 5, 40);
    return pair;
  }

  /** Sum of a metric over all labels that begin with what is given. */
  async metric(of: 'gateway' | 'guard', prefix: string): Promise<number> {
    const text = await get({ port: this.parts.adminPorts[of], agent: this.gateway.agent }, '/metrics');
    const lines = text.split('\n').filter((line) => line.startsWith(prefix));
    return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  }

  /** Slots in use, as the guard itself says. */
  async busySlots(): Promise<number> {
    return (JSON.parse(await get(this.guard, '/slots')) as { busy: number }).busy;
  }

  /** Requests that reached the replica, whatever became of them. */
  async requestsOfReplica(): Promise<number> {
    return this.metric('guard', 'llm_requests_total');
  }

  /** Requests that the guard refused because its slots were in use. */
  async refusalsOfGuard(): Promise<number> {
    return this.metric('guard', 'llm_requests_total{outcome="full"');
  }

  /** Waits until no slot is in use and the gateway knows it. */
  async idle(): Promise<void> {
    const [gateway] = this.parts.processes;
    const isIdle = async () =>
      (await this.busySlots()) === 0 && (await this.metric('gateway', 'llm_slots{role="chat",state="free"')) === 5;
    await gateway?.until(isIdle, 30);
  }

  /** @returns the exit statuses of gateway and replica. */
  async stop(): Promise<(number | null)[]> {
    this.gateway.agent.destroy();
    const statuses = await Promise.all(this.parts.processes.map((service) => service.stop()));
    await rm(this.parts.folder, { recursive: true, force: true });
    return statuses;
  }
}

const APPS = ['apps/llm-gateway', 'apps/llm-replica'];

function houseOf(folder: string): Readonly<Record<string, string>> {
  return {
    BIND_ADDRESS: '127.0.0.1',
    TLS_CERT_FILE: join(folder, 'tier-llm.crt'),
    TLS_KEY_FILE: join(folder, 'tier-llm.key'),
    TLS_CA_FILE: join(folder, 'ca.crt'),
    SHUTDOWN_GRACE_SECONDS: '15',
  };
}

function get({ port, agent }: Target, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const to = { host: '127.0.0.1', port, agent, servername: 'localhost', path };
    const asked = request(to, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve(text)).on('error', reject);
    });
    asked.on('error', reject).end();
  });
}
