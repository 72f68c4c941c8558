import { join } from 'node:path';
import { openAuthority, type Authority } from './certificates/authority';
import { issueAll } from './certificates/provide';
import { fetchEngines } from './engines/fetch';
import { findRoutes, type TargetLookup } from './front-door/backends';
import { FrontDoor } from './front-door/front-door';
import type { UpOptions } from './options';
import { cleanUpAfter, Guardian } from './pods/guardian';
import { RunningPlatform } from './running-platform';
import { generateMissing } from './secrets/generate';
import { SecretStore } from './secrets/secret-store';
import { readSite, type Site } from './site';
import { Closing } from './state/closing';
import { checkoutNumber, statusFiles, type Folders } from './state/folders';
import type { Interrupts } from './state/interrupts';
import { firstAccident } from './state/accident';
import { claimRange, preferredOctet } from './state/loopback';
import type { Screen } from './status/screen';
import type { RunStatus } from './status/status-file';

/** The port that is tried first when the user gives none. */
const defaultPort = 8080;

export interface RunPlace {
  readonly folders: Folders;
  readonly screen: Screen;
  readonly interrupts: Interrupts;
}

/** Runs the platform until it is told to stop. @throws Failure when it cannot start or go on */
export async function run(options: UpOptions, place: RunPlace): Promise<void> {
  const closing = new Closing();
  try {
    const accident = firstAccident();
    // A start that was interrupted, for example while it downloads, is left behind: it starts no pod any more.
    const platform = await Promise.race([start(options, place, closing), place.interrupts.first, accident]);
    if (platform) await Promise.race([platform.failure, place.interrupts.first, accident]);
    place.screen.say('Stopping …');
  } finally {
    await closing.closeAll();
  }
}

async function start(options: UpOptions, { folders, screen, interrupts }: RunPlace, closing: Closing) {
  const processes = join(folders.state, 'processes.json');
  const left = await cleanUpAfter(processes);
  if (left > 0) screen.say(`Stopped ${left} processes that an earlier run had left behind.`);
  const range = await claimRange(preferredOctet(checkoutNumber(folders.checkout)));
  closing.defer(range.release);
  const site = readSite(options, folders, range.octet);
  const secrets = new SecretStore(folders.secrets);
  const authority = await openAuthority(secrets);

  const entrance = await openEntrance(site, { options, screen, authority });
  closing.defer(entrance.close);

  const engines = await fetchEngines(site.platform, folders.cache, screen);
  await issueAll(site, authority, secrets);
  generateMissing(site.platform.inventory.secrets, secrets);

  const guardian = new Guardian(processes);
  closing.defer(() => guardian.close());
  const platform = new RunningPlatform({
    site,
    screen,
    parts: { folders, secrets, ...engines, authority: authority.pem, guardian },
    report: { files: statusFiles(folders), facts: factsOf(site, { folders, secrets, authority, port: entrance.port }) },
  });
  closing.defer(() => platform.stop());
  entrance.leadTo((service, servicePort) => platform.net.targets(service, servicePort));
  interrupts.onSecond(() => platform.kill());
  screen.say(`Logs: ${folders.logs}/`);
  if (!interrupts.isStopping) await platform.start();
  return platform;
}

interface EntrancePlace {
  readonly options: UpOptions;
  readonly screen: Screen;
  readonly authority: Authority;
}

/** Opens the front door before anything is fetched: a port that is taken is told at once. Until pods are ready it says so. */
async function openEntrance({ platform }: Site, { options, screen, authority }: EntrancePlace) {
  let targets: TargetLookup = () => [];
  const routes = findRoutes(platform, (service, port) => targets(service, port));
  const door = new FrontDoor({ routes, authority: authority.pem });
  const port = await openDoor(door, options, screen);
  const leadTo = (lookUp: TargetLookup) => {
    targets = lookUp;
  };
  return { port, leadTo, close: () => door.close() };
}

async function openDoor(door: FrontDoor, { port }: UpOptions, screen: Screen): Promise<number> {
  if (port !== undefined) return door.open({ kind: 'exactly', port });
  const opened = await door.open({ kind: 'from', port: defaultPort });
  if (opened !== defaultPort) screen.say(`Port ${defaultPort} is in use: the front door opens on ${opened}.`);
  return opened;
}

interface Findings {
  readonly folders: Folders;
  readonly secrets: SecretStore;
  readonly authority: Authority;
  readonly port: number;
}

function factsOf({ platform, addresses }: Site, found: Findings): Omit<RunStatus, 'ready' | 'demo' | 'workloads'> {
  return {
    pid: process.pid,
    startedAt: new Date().toISOString(),
    url: `http://localhost:${found.port}/`,
    state: found.folders.state,
    caFile: found.authority.file,
    certificates: platform.certificates.map(({ tier, secretName, commonName }) => {
      return { tier, secret: secretName, commonName, folder: found.secrets.folderOf(tier, secretName) };
    }),
    services: platform.services.map((service) => {
      const ports = service.ports.map(({ port }) => port);
      return { name: service.name, tier: service.tier, address: addresses.of(service), ports };
    }),
  };
}
