import { type ImageLock } from '../charts/lib/image';
import { type ModelLock } from '../charts/lib/model';
import images from './images.lock.json';
import models from './models.lock.json';

/** Releases of the platform's own images. */
export const imageLock = images as ImageLock;

/** Models and their figures. */
export const modelLock = models as ModelLock;
