import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { load } from 'js-yaml';
import { clusters } from '../../clusters/clusters';
import { production } from '../../clusters/production';
import { drawing, rendering } from '../../clusters/rendering';

const root = join(__dirname, '../..');

describe('synthesis', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'perchoir-synth-'));
    // Whether other programs of the same project compile is not the question here; the compiler emits either way.
    try {
      execFileSync(process.execPath, ['node_modules/typescript-7/bin/tsc', '-b', 'tsconfig.platform.json'], {
        cwd: root,
        stdio: 'ignore',
      });
    } catch (error) {
      if ((error as { status?: number }).status === undefined) throw error;
    }
  }, 60_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const synthesize = (name: string, environment: Record<string, string>) => {
    execFileSync(process.execPath, [join(root, 'build/clusters/main.js'), join(folder, name)], {
      cwd: folder,
      env: { PATH: process.env['PATH'] ?? '', ...environment },
    });
    return contents(join(folder, name));
  };

  test('changes no byte in another time zone, language, folder or environment', () => {
    const here = synthesize('utc', { TZ: 'UTC', LC_ALL: 'C' });
    const there = synthesize('kiritimati', {
      TZ: 'Pacific/Kiritimati',
      LC_ALL: 'tr_TR.UTF-8',
      LANG: 'sv_SE.UTF-8',
      CDK8S_DISABLE_SORT: '1',
      CDK8S_OUTDIR: '/nonexistent',
    });

    expect(here.size).toBeGreaterThan(100);
    expect([...there]).toEqual([...here]);
  });

  test('twice into one folder changes nothing', () => {
    const once = synthesize('twice', {});

    expect([...synthesize('twice', {})]).toEqual([...once]);
  });

  test('is what is committed', () => {
    const committed = new Map([...contents(join(root, 'dist'))].filter(([path]) => !path.endsWith('owned.json')));
    const wanted = new Map(
      clusters.flatMap((cluster) =>
        [...rendering(cluster)].map(([path, text]) => [`${cluster.name}/${path}`, text] as const),
      ),
    );

    expect([...committed.keys()].sort()).toEqual([...wanted.keys()].sort());
    for (const [path, text] of wanted) expect([path, committed.get(path)]).toEqual([path, text]);
    expect(readFileSync(join(root, 'docs/platform.md'), 'utf8')).toBe(drawing(clusters));
  });

  test('through the cdk8s command is given a folder of its own: the command deletes it first', () => {
    const { output, app } = load(readFileSync(join(root, 'cdk8s.yaml'), 'utf8')) as { output: string; app: string };

    expect(output).toMatch(/^build\/./);
    expect(app).toMatch(/^npm run --silent synth /);
  });

  test('that fails leaves dist/ as it is', () => {
    const copy = join(folder, 'failing');
    cpSync(join(root, 'build'), join(copy, 'build'), {
      recursive: true,
      filter: (path) => !/build\/(tools|imports)$/.test(path),
    });
    cpSync(join(root, 'build/imports'), join(copy, 'build/imports'), { recursive: true });
    cpSync(join(root, 'dist'), join(copy, 'dist'), { recursive: true });
    const before = contents(join(copy, 'dist'));
    const script = `require('./build/clusters/production.js').production.tiers.llm.chat.model = 'dodo'; require('./build/clusters/main.js')`;

    expect(() =>
      execFileSync(process.execPath, ['-e', script], {
        cwd: copy,
        env: { NODE_PATH: join(root, 'node_modules') },
        stdio: 'pipe',
      }),
    ).toThrow('model "dodo" is not in clusters/models.lock.json');

    expect([...contents(join(copy, 'dist'))]).toEqual([...before]);
  });
});

describe('a cluster', () => {
  test('whose pools exceed the database is refused, with every pool', () => {
    const postgres = { ...production.tiers.postgres, maxConnections: 100 };

    expect(() => rendering({ ...production, tiers: { ...production.tiers, postgres } })).toThrow(
      /the pools want \d+ connections of 80 .*realtime logDatabase 16 × 10/,
    );
  });

  test('whose model does not fit is refused', () => {
    const { llm } = production.tiers;
    const chat = { ...llm.chat, memory: production.tiers.llm.embeddings.memory };

    expect(() => rendering({ ...production, tiers: { ...production.tiers, llm: { ...llm, chat } } })).toThrow(
      'model "mistral-7b-instruct-v0.3" needs',
    );
  });

  test('that forbids unpublished images cannot have one', () => {
    expect(() => rendering({ ...production, allowUnpublished: false })).toThrow('is unpublished');
  });
});

function contents(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort();
  return new Map(paths.map((path) => [relative(folder, path), readFileSync(path, 'utf8')]));
}
