import fc from 'fast-check';
import {
  initialHealth,
  observe,
  type Health,
  type Observation,
  type ProbeTimings,
} from '../../../tools/up/probes/health';

const timings: ProbeTimings = {
  startup: { periodSeconds: 1, failureThreshold: 5, successThreshold: 1 },
  liveness: { periodSeconds: 10, failureThreshold: 3, successThreshold: 1 },
  readiness: { periodSeconds: 5, failureThreshold: 2, successThreshold: 2 },
};

const answers = fc.array(
  fc.record({
    probe: fc.constantFrom('startup', 'liveness', 'readiness'),
    isGood: fc.boolean(),
    pauseMs: fc.integer({ min: 0, max: 20_000 }),
  }),
  { maxLength: 60 },
);

/** All healths that a series of answers leads through, each with the answers up to it. */
function histories(series: readonly { probe: Observation['probe']; isGood: boolean; pauseMs: number }[]) {
  let health: Health = initialHealth(timings);
  let atMs = 0;
  return series.map(({ pauseMs, ...answer }, index) => {
    atMs += pauseMs;
    health = observe(health, { ...answer, atMs }, timings);
    return { health, seen: series.slice(0, index + 1) };
  });
}

describe('whatever a container answers', () => {
  test('it is ready only after it has started', () => {
    fc.assert(
      fc.property(answers, (series) => {
        for (const { health } of histories(series)) expect(health.isReady && !health.isStarted).toBe(false);
      }),
    );
  });

  test('it is restarted only after as many failures in a row as a manifest says', () => {
    fc.assert(
      fc.property(answers, (series) => {
        for (const { health, seen } of histories(series)) {
          const failures = (probe: string) => {
            const own = seen.filter((answer) => answer.probe === probe);
            return own.length - (own.findLastIndex(({ isGood }) => isGood) + 1);
          };
          if (health.mustRestart) expect(failures('startup') >= 5 || failures('liveness') >= 3).toBe(true);
          if (health.mustRestart) return;
        }
      }),
    );
  });

  test('a verdict to restart is final', () => {
    fc.assert(
      fc.property(answers, (series) => {
        const verdicts = histories(series).map(({ health }) => health.mustRestart);
        const first = verdicts.indexOf(true);
        expect(first === -1 || verdicts.slice(first).every(Boolean)).toBe(true);
      }),
    );
  });
});

describe('a container', () => {
  const after = (...series: readonly (readonly [Observation['probe'], boolean, number])[]): Health =>
    series.reduce(
      (health, [probe, isGood, atMs]) => observe(health, { probe, isGood, atMs }, timings),
      initialHealth(timings),
    );

  test('that is asked more often than the manifest says does not fail sooner', () => {
    const health = after(...[0, 200, 400, 600, 800, 990].map((atMs) => ['startup', false, atMs] as const));
    expect(health.mustRestart).toBe(false);
  });

  test('loses readiness after the threshold and keeps running', () => {
    const started = [
      ['startup', true, 0],
      ['readiness', true, 1],
      ['readiness', true, 2],
    ] as const;
    expect(after(...started).isReady).toBe(true);
    const health = after(...started, ['readiness', false, 5_000], ['readiness', false, 10_000]);
    expect(health).toMatchObject({ isReady: false, mustRestart: false });
  });

  test('without probes is ready at once', () => {
    expect(initialHealth({ startup: undefined, liveness: undefined, readiness: undefined }).isReady).toBe(true);
  });
});
