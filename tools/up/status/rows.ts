import { basename } from 'node:path';
import type { ContainerState } from '../pods/container-supervisor';
import type { Fleet } from '../pods/fleet';
import type { Pod } from '../pods/pod';
import type { Exit } from '../pods/running-process';
import { messageOf } from './log-line';

/** How a row is to be seen at a glance. */
export type Mood = 'good' | 'busy' | 'bad' | 'off';

/** One line of the table. */
export interface Row {
  readonly name: string;
  /** Ready of wanted, for example `2/2`. */
  readonly pods: string;
  readonly health: string;
  readonly mood: Mood;
  readonly restarts: string;
  /** URL, or log file by its name in the folder of logs: a path would not fit beside the rest. */
  readonly where: string;
}

/** One row for each workload. */
export function workloadRows(pods: readonly Pod[], fleet: Fleet): readonly Row[] {
  return [...groupsOf(pods)].map(([name, members]) => rowOf(name, members, fleet));
}

/** What a pod is doing, in words. */
export function describe(pod: Pod, fleet: Fleet): string {
  const obstacle = fleet.obstacleOf(pod);
  if (obstacle !== undefined) return `waiting for ${obstacle}`;
  return stateText(pod.state, pod);
}

/** How a process ended, in words. */
export function exitText(exit: Exit): string {
  if (exit.kind === 'status') return `ended with status ${exit.status}`;
  if (exit.kind === 'signal') return `was ended by ${exit.signal}`;
  return `did not start: ${exit.reason}`;
}

function groupsOf(pods: readonly Pod[]): ReadonlyMap<string, readonly Pod[]> {
  const groups = new Map<string, Pod[]>();
  for (const pod of pods) {
    const { name } = pod.identity.workload;
    groups.set(name, [...(groups.get(name) ?? []), pod]);
  }
  return groups;
}

function rowOf(name: string, pods: readonly Pod[], fleet: Fleet): Row {
  const isWell = (pod: Pod) => pod.isReady || pod.state.kind === 'done';
  const ready = pods.filter(isWell).length;
  const unwell = pods.find((pod) => !isWell(pod)) ?? pods[0];
  const restarts = pods.reduce((sum, pod) => sum + pod.restarts, 0);
  return {
    name,
    pods: `${ready}/${pods.length}`,
    health: unwell ? describe(unwell, fleet) : '',
    mood: moodOf(pods, ready),
    restarts: String(restarts),
    where: pods.length > 1 ? `${name}-*.log` : basename(unwell?.logPath ?? ''),
  };
}

function moodOf(pods: readonly Pod[], ready: number): Mood {
  if (ready === pods.length) return 'good';
  return pods.some(({ state }) => state.kind === 'failed' || state.kind === 'backing-off') ? 'bad' : 'busy';
}

function stateText(state: ContainerState, pod: Pod): string {
  if (state.kind === 'running') return runningText(state.isReady, pod);
  if (state.kind === 'backing-off') return `restarting in ${(state.pauseMs / 1_000).toFixed(1)} s`;
  if (state.kind === 'failed') return `failed: ${exitText(state.exit)}`;
  return { waiting: 'waiting', preparing: 'starting', done: 'done', stopped: 'stopped' }[state.kind];
}

function runningText(isReady: boolean, pod: Pod): string {
  // A job has no readiness: what it last said is the best that is known of it.
  if (pod.identity.workload.kind === 'Job') return `running: ${messageOf(pod.lastLines.at(-1) ?? '')}`;
  return isReady ? 'ready' : 'not ready yet';
}
