import { rmSync } from 'node:fs';
import { Failure } from '../../up/failure';
import type { Guardian } from '../../up/pods/guardian';
import { removeFixedPlaces } from '../node/machine-folders';
import { removePodCgroups } from './cgroups';
import type { Components } from './components';
import type { Enclosure } from './enclosure';
import { restoreSettings } from './kernel-settings';

export interface Remains {
  readonly guardian: Guardian;
  readonly enclosure: Enclosure;
  readonly components: Components;
  /** Removed with everything in it. */
  readonly state: string;
  /** Where the kernel's settings were written down. */
  readonly settings: string;
}

/**
 * Kills the enclosure (the data has no future, so nobody has to close it), then removes what the kernel does not drop
 * with it: control groups, settings, files.
 * @throws Failure naming what is left
 */
export async function tearDown({ guardian, enclosure, components, state, settings }: Remains): Promise<void> {
  const processes = await enclosure.destroy();
  components.forget();
  await guardian.close();
  const cgroups = await removePodCgroups();
  restoreSettings(settings);
  removeFixedPlaces();
  rmSync(state, { recursive: true, force: true });
  const left = [...processes.map((pid) => `process ${pid}`), ...cgroups];
  if (left.length > 0) throw new Failure(`the cluster could not be removed: ${left.join(', ')} left`);
}
