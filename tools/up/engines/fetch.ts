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
  private readonly said = new Map<ModelName, string>();

  constructor(private readonly screen: Screen) {}

  take(model: ModelName, step: FetchProgress): void {
    const line = progressLine(step);
    if (line === undefined || this.said.get(model) === line) return;
    this.said.set(model, line);
    this.screen.say(`model ${model}: ${line}`);
  }
}

function progressLine(step: FetchProgress): string | undefined {
  if (step.phase === 'ready') return undefined;
  if (step.phase !== 'download') return step.phase === 'verify' ? 'checking' : 'unpacking';
  const quarter = Math.floor((4 * step.bytes) / step.totalBytes) * 25;
  return `${quarter} % of ${Math.round(step.totalBytes / 1e6)} MB`;
}
