import { type Cluster } from './cluster';
import { local } from './local';
import { production } from './production';
import { proof } from './proof';
import { staging } from './staging';

/** Every cluster that is rendered. The last one is drawn in the documentation. */
export const clusters: readonly [...Cluster[], Cluster] = [local, proof, staging, production];
