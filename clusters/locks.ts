import { type ImageLock, type PinnedRelease } from '../charts/lib/image';
import { type ModelLock } from '../charts/lib/model';
import images from './images.lock.json';
import models from './models.lock.json';

/** Releases of the platform's own images. */
export const imageLock = images.platform as ImageLock;

/** Images that ours are built on, by name. */
export const baseImages: Readonly<Record<string, PinnedRelease>> = images.bases;

/** Models and their figures. */
export const modelLock = models as ModelLock;
