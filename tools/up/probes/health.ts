import type { Probe } from '../manifests/probe';

export type ProbeName = 'startup' | 'liveness' | 'readiness';

/** The timing of the probes that a container has. */
export type ProbeTimings = Readonly<Record<ProbeName, Thresholds | undefined>>;

export type Thresholds = Pick<Probe, 'failureThreshold' | 'successThreshold' | 'periodSeconds'>;

/** One answer of a container. */
export interface Observation {
  readonly probe: ProbeName;
  readonly isGood: boolean;
  readonly atMs: number;
}

/** What is known of a running container. */
export interface Health {
  readonly isStarted: boolean;
  readonly isReady: boolean;
  /** True once: the container must be replaced. */
  readonly mustRestart: boolean;
  readonly runs: Readonly<Record<ProbeName, Run>>;
}

/** Equal answers of one probe in a row. */
interface Run {
  readonly isGood: boolean;
  readonly length: number;
  /** When the last answer of this run was counted, in milliseconds. */
  readonly countedAtMs: number;
}

const noRun: Run = { isGood: false, length: 0, countedAtMs: Number.NEGATIVE_INFINITY };

/** A container that has just been started: without a startup probe it counts as started, without readiness as ready. */
export function initialHealth(timings: ProbeTimings): Health {
  const isStarted = timings.startup === undefined;
  const isReady = isStarted && timings.readiness === undefined;
  return { isStarted, isReady, mustRestart: false, runs: { startup: noRun, liveness: noRun, readiness: noRun } };
}

/**
 * Kubernetes' rules: startup gates the other two; liveness and startup restart after `failureThreshold` failures;
 * readiness turns off after as many and on after `successThreshold` successes. The runner asks more often than the
 * manifest says while a container is not ready, so failures count at most once per `periodSeconds`.
 */
export function observe(health: Health, observation: Observation, timings: ProbeTimings): Health {
  const thresholds = timings[observation.probe];
  const isGated = observation.probe !== 'startup' && !health.isStarted;
  if (!thresholds || isGated || health.mustRestart) return health;
  const run = extend(health.runs[observation.probe], observation, thresholds);
  const counted = { ...health, runs: { ...health.runs, [observation.probe]: run } };
  return judge(counted, observation.probe, { run, thresholds, timings });
}

function extend(run: Run, { isGood, atMs }: Observation, { periodSeconds }: Thresholds): Run {
  if (run.length === 0 || run.isGood !== isGood) return { isGood, length: 1, countedAtMs: atMs };
  const isEarly = !isGood && atMs - run.countedAtMs < periodSeconds * 1_000;
  return isEarly ? run : { isGood, length: run.length + 1, countedAtMs: atMs };
}

interface Evidence {
  readonly run: Run;
  readonly thresholds: Thresholds;
  readonly timings: ProbeTimings;
}

function judge(health: Health, probe: ProbeName, { run, thresholds, timings }: Evidence): Health {
  const isReached = run.length >= (run.isGood ? thresholds.successThreshold : thresholds.failureThreshold);
  if (!isReached) return health;
  if (probe === 'readiness') return { ...health, isReady: run.isGood };
  if (!run.isGood) return { ...health, isReady: false, mustRestart: true };
  if (probe === 'liveness' || health.isStarted) return health;
  return { ...health, isStarted: true, isReady: timings.readiness === undefined };
}
