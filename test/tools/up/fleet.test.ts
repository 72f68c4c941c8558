import type { Service } from '../../../tools/up/manifests/service';
import type { Workload } from '../../../tools/up/manifests/workload';
import type { ContainerState } from '../../../tools/up/pods/container-supervisor';
import { Fleet, type Member } from '../../../tools/up/pods/fleet';

const database = service('postgres', 'postgres');
const gateway = service('llm', 'gateway');

function service(tier: string, name: string): Service {
  return { name, tier, isHeadless: false, selector: new Map([['app', name]]), ports: [] };
}

function workload(kind: Workload['kind'], tier: string, name: string): Workload {
  const labels = new Map([['app', name]]);
  const template = { labels, initContainers: [], containers: [], volumes: [], graceSeconds: 1 };
  return { kind, tier, name, replicas: 1, template, claims: [], backoffLimit: 6 };
}

/** A pod that only notes what is done to it. */
class FakePod {
  state: ContainerState = { kind: 'waiting' };
  readonly identity;

  constructor(
    of: Workload,
    private readonly journal: string[],
  ) {
    this.identity = { name: of.name, workload: of, address: '127.64.0.100' };
  }

  get isReady(): boolean {
    return this.state.kind === 'running' && this.state.isReady;
  }

  start(): void {
    this.journal.push(`start ${this.identity.name}`);
  }

  async stop(): Promise<void> {
    await Promise.resolve();
    this.journal.push(`stop ${this.identity.name}`);
  }

  kill(): void {
    this.journal.push(`kill ${this.identity.name}`);
  }
}

describe('a fleet', () => {
  const ready: ContainerState = { kind: 'running', pid: 1, isReady: true };
  let journal: string[];
  let pods: Record<'postgres' | 'migrate' | 'gateway' | 'realtime' | 'documents', FakePod>;
  let fleet: Fleet;

  beforeEach(() => {
    journal = [];
    const pod = (...of: Parameters<typeof workload>) => new FakePod(workload(...of), journal);
    pods = {
      realtime: pod('Deployment', 'realtime', 'realtime'),
      documents: pod('Job', 'scraping', 'documents'),
      migrate: pod('Job', 'postgres', 'migrate'),
      gateway: pod('Deployment', 'llm', 'gateway'),
      postgres: pod('StatefulSet', 'postgres', 'postgres'),
    };
    const calls: Record<keyof typeof pods, Member['neighbours']> = {
      realtime: { databases: [database], others: [gateway] },
      documents: { databases: [database], others: [gateway] },
      migrate: { databases: [database], others: [] },
      gateway: { databases: [], others: [] },
      postgres: { databases: [], others: [] },
    };
    const names = Object.keys(pods) as (keyof typeof pods)[];
    fleet = new Fleet(names.map((name) => ({ pod: pods[name], neighbours: calls[name] })));
    fleet.startDue();
  });

  test('starts at once what needs no database', () => {
    expect(journal).toEqual(['start gateway', 'start postgres']);
    expect(fleet.obstacleOf(pods.realtime)).toBe('postgres');
  });

  test('brings the schema up to date before its users start', () => {
    pods.postgres.state = ready;
    fleet.startDue();
    expect(journal.slice(2)).toEqual(['start migrate']);
    expect(fleet.obstacleOf(pods.realtime)).toBe('migrate');
    pods.migrate.state = { kind: 'done' };
    fleet.startDue();
    expect(journal.slice(3)).toEqual(['start realtime']);
  });

  test('starts a job only when everything that it calls is ready', () => {
    pods.postgres.state = ready;
    pods.migrate.state = { kind: 'done' };
    fleet.startDue();
    expect(fleet.obstacleOf(pods.documents)).toBe('gateway');
    pods.gateway.state = ready;
    fleet.startDue();
    expect(journal).toContain('start documents');
  });

  test('starts each pod once', () => {
    fleet.startDue();
    fleet.startDue();
    expect(journal).toEqual(['start gateway', 'start postgres']);
  });

  test('stops the users of a database first and the database last', async () => {
    await fleet.stop();
    const order = journal.filter((line) => line.startsWith('stop'));
    expect(order.slice(0, 3).sort()).toEqual(['stop documents', 'stop migrate', 'stop realtime']);
    expect(order.slice(3)).toEqual(['stop gateway', 'stop postgres']);
  });

  test('starts nothing any more once it stops', async () => {
    await fleet.stop();
    pods.postgres.state = ready;
    fleet.startDue();
    expect(journal).not.toContain('start migrate');
  });
});
