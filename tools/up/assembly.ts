import { join } from 'node:path';
import type { Installation } from '../engines/postgres/installation';
import { applicationProgram } from './engines/application-program';
import { withModelFiles, type FetchedModels } from './engines/models';
import { bootstrapFile, postgresProgram } from './engines/postgres-program';
import type { Guardian } from './pods/guardian';
import { claimFolder, materialise } from './pods/mounts';
import type { PlannedContainer, PlannedPod } from './pods/plan';
import { Pod, type PodContainer, type PodOptions } from './pods/pod';
import type { Program } from './pods/program';
import type { SecretStore } from './secrets/secret-store';
import type { Site } from './site';
import { socketFolder, type Folders } from './state/folders';

/** What pods are made of beside their plan. */
export interface Parts extends Pick<PodOptions, 'onChange' | 'onFailure'> {
  readonly folders: Folders;
  readonly secrets: SecretStore;
  readonly models: FetchedModels;
  readonly installation: Installation;
  /** PEM of the authority. */
  readonly authority: string;
  readonly guardian: Guardian;
}

/** Makes the files and the supervisors of all pods; nothing is started. */
export function assemble(site: Site, parts: Parts): readonly Pod[] {
  return site.pods.map((pod) => {
    materialise(pod, {
      platform: site.platform,
      secrets: parts.secrets,
      claims: parts.folders.claims,
    });
    return new Pod({
      identity: pod.identity,
      initContainers: pod.initContainers.map((container) => podContainer(pod, container, parts)),
      containers: pod.containers.map((container) => podContainer(pod, container, parts)),
      guardian: parts.guardian,
      onChange: parts.onChange,
      onFailure: parts.onFailure,
    });
  });
}

function podContainer(pod: PlannedPod, container: PlannedContainer, parts: Parts): PodContainer {
  const isOnly = pod.containers.length === 1 && pod.initContainers.length === 0;
  const file = isOnly ? pod.identity.name : `${pod.identity.name}.${container.name}`;
  return {
    name: container.name,
    logPath: join(parts.folders.logs, `${file}.log`),
    program: programOf(pod, container, parts),
  };
}

function programOf(pod: PlannedPod, container: PlannedContainer, parts: Parts): Program {
  const { folders, authority, installation } = parts;
  if (container.application !== 'postgres')
    return applicationProgram(pod, withModelFiles(container, parts.models), { checkout: folders.checkout, authority });
  return postgresProgram({
    pod,
    container,
    installation,
    cache: folders.cache,
    folder: claimFolder(folders.claims, pod.identity.name, pod.identity.workload.claims[0] ?? 'data'),
    socketFolder: socketFolder(folders.state, pod.identity.name),
    bootstrap: bootstrapFile(folders.checkout),
  });
}
