import { join } from 'node:path';
import { readLesson, type Lesson } from './demo/lesson';
import { valueOf, withIngest } from './demo/ingest';
import { withModel } from './engines/models';
import type { Platform } from './manifests/platform';
import { readPlatform } from './manifests/read-platform';
import type { UpOptions } from './options';
import { planPods, type PlannedPod } from './pods/plan';
import { assignAddresses, type Addresses } from './services/addresses';
import type { Folders } from './state/folders';

/** Everything that is decided before anything is started. */
export interface Site {
  readonly platform: Platform;
  readonly addresses: Addresses;
  readonly pods: readonly PlannedPod[];
  /** What the demo bot is to know. @default - nothing: no demo */
  readonly lesson: Lesson | undefined;
}

/** Reads the manifests and decides what runs where. @throws Failure naming the file and field that is wrong */
export function readSite(options: UpOptions, folders: Folders, octet: number): Site {
  const { checkout, state } = folders;
  const described = readPlatform(join(checkout, 'dist', 'local'), checkout);
  const lesson = options.hasDemo ? lessonOf(described, folders) : undefined;
  const withDemo = lesson && !lesson.isLearnt ? withIngest(described, lesson.demo, checkout) : described;
  const platform = options.model ? withModel(withDemo, options.model.path, options.model.name) : withDemo;
  const addresses = assignAddresses(platform, octet);
  return { platform, addresses, pods: planPods({ platform, addresses, state }), lesson };
}

function lessonOf(platform: Platform, { checkout, claims }: Folders): Lesson | undefined {
  const { demo } = platform.inventory;
  if (!demo) return undefined;
  return readLesson(demo, { checkout, volumes: claims, model: valueOf(platform, 'EMBEDDING_MODEL') });
}
