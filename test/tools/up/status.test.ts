import { EventEmitter } from 'node:events';
import type { Fleet } from '../../../tools/up/pods/fleet';
import type { Pod } from '../../../tools/up/pods/pod';
import { reasonOf } from '../../../tools/up/status/log-line';
import { offTiers } from '../../../tools/up/status/off-tiers';
import { Reporter, type ReporterOptions } from '../../../tools/up/status/reporter';
import { workloadRows, type Row } from '../../../tools/up/status/rows';
import { openScreen, type Screen } from '../../../tools/up/status/screen';
import { tableLines } from '../../../tools/up/status/table';
import { Tails } from '../../../tools/up/status/tails';

const row: Row = {
  name: 'realtime',
  pods: '1/2',
  health: 'ready',
  mood: 'good',
  restarts: '3',
  where: '/a/long/path.log',
};

/** What was written to a terminal or a file. */
class Output extends EventEmitter {
  written = '';
  readonly rows = 24;

  constructor(
    readonly isTTY: boolean,
    readonly columns = 60,
  ) {
    super();
  }

  write(text: string): void {
    this.written += text;
  }
}

function screenOn(output: Output) {
  return openScreen(output as unknown as NodeJS.WriteStream);
}

describe('the table', () => {
  const bare = (line: string) => line.replace(/\x1b\[[0-9;]*m/g, '');

  test('has one line for each row below its header', () => {
    const [header = '', line = ''] = tableLines([row], 120).map(bare);
    expect(header.split(/ {2,}/)).toEqual(['NAME', 'PODS', 'HEALTH', 'RESTARTS', 'URL OR LOG']);
    expect(line.split(/ {2,}/)).toEqual(['realtime', '1/2', 'ready', '3', '/a/long/path.log']);
  });

  test('is never wider than the terminal, so that it can be drawn over itself', () => {
    const wide = { ...row, health: 'running: '.repeat(30), where: 'x'.repeat(300) };
    for (const width of [10, 40, 80]) {
      for (const line of tableLines([wide], width)) expect(bare(line).length).toBeLessThanOrEqual(width);
    }
  });

  test('says why a tier is off, unless it runs', () => {
    expect(offTiers(new Set()).map(({ tier }) => tier)).toContain('documents');
    expect(offTiers(new Set(['documents'])).map(({ tier }) => tier)).not.toContain('documents');
  });
});

describe('without a terminal', () => {
  test('a line is written for each change, and none for what stays', () => {
    const output = new Output(false);
    const screen = screenOn(output);
    screen.show([row]);
    screen.show([row]);
    screen.show([{ ...row, pods: '2/2' }]);
    screen.announce('Chat: http://localhost:8080/');
    expect(output.written).toBe('realtime: ready (1/2)\nrealtime: ready (2/2)\nChat: http://localhost:8080/\n');
  });
});

describe('on a terminal', () => {
  test('the address stays the last line, whatever is said afterwards', () => {
    const output = new Output(true);
    const screen = screenOn(output);
    screen.show([row]);
    screen.announce('Chat: http://localhost:8080/');
    screen.say('realtime-0 was ended by SIGKILL');
    const lastDrawing = output.written.split('\x1b[0J').at(-1) ?? '';
    screen.close();
    expect(lastDrawing).toMatch(/^realtime-0 was ended by SIGKILL\n[\s\S]*\nChat: http:\/\/localhost:8080\/\n$/);
  });
});

test('a terminal that does not know its width has a table of 80 columns', () => {
  const output = new Output(true, 0);
  const screen = screenOn(output);
  screen.show([row]);
  screen.close();
  expect(output.written).toContain('/a/long/path.log');
});

describe('the row of a workload', () => {
  const podOf = (index: number) =>
    ({
      identity: { name: `realtime-${index}`, workload: { name: 'realtime', kind: 'Deployment' } },
      state: { kind: 'stopped' },
      isReady: false,
      restarts: 0,
      logPath: `/var/lib/logs/realtime-${index}.log`,
    }) as unknown as Pod;
  const fleet = { obstacleOf: () => undefined } as unknown as Fleet;
  const logsOf = (pods: readonly Pod[]) => workloadRows(pods, fleet).map(({ where }) => where);

  test('names its log without the folder, and those of several pods together', () => {
    expect(logsOf([podOf(0)])).toEqual(['realtime-0.log']);
    expect(logsOf([podOf(0), podOf(1)])).toEqual(['realtime-*.log']);
  });

  test('of the front door says stopped once all is closed', () => {
    const shown: Row[] = [];
    const screen = { show: (rows: readonly Row[]) => void shown.splice(0, shown.length, ...rows) } as unknown as Screen;
    const facts = { url: 'http://localhost:8080/' } as ReporterOptions['facts'];
    new Reporter({ pods: [podOf(0)], fleet, screen, facts, files: [], demo: 'off' }).close();
    expect(shown.find(({ name }) => name === 'front-door')?.health).toBe('stopped');
  });
});

describe('the last lines of a pod', () => {
  const ended = { kind: 'status', status: 1 } as const;

  test('are shown once for one reason, also when its numbers change', () => {
    const tails = new Tails();
    expect(tails.due('a', ended, ['port 5432 refused'])).toEqual(['port 5432 refused']);
    expect(tails.due('a', ended, ['port 5433 refused'])).toEqual([]);
    expect(tails.due('b', ended, ['port 5433 refused'])).toEqual(['port 5433 refused']);
    expect(tails.due('a', ended, ['another reason'])).toEqual(['another reason']);
  });

  test('are not shown when it was killed from outside', () => {
    expect(new Tails().due('a', { kind: 'signal', signal: 'SIGKILL' }, ['busy'])).toEqual([]);
  });
});

describe('the reason why a program ended', () => {
  test('is the message of its last log line', () => {
    expect(reasonOf(['listening', '{"log.level":"fatal","message":"MODEL_FILE cannot be read"}'])).toBe(
      'MODEL_FILE cannot be read',
    );
  });

  test('is what was thrown, not where', () => {
    const stack = ['Error: the port is taken', '    at listen (node:net:1)', '}', '', 'Node.js v20.20.0'];
    expect(reasonOf(stack)).toBe('Error: the port is taken');
  });

  test('is missing when it said nothing', () => {
    expect(reasonOf([])).toBeUndefined();
  });
});
