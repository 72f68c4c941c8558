/** A tier that does not run here, and why. */
export interface OffTier {
  readonly tier: string;
  readonly reason: string;
}

/** Tiers in the order of the design; a tier that has workloads in dist/local is not off. */
const reasons: readonly OffTier[] = [
  { tier: 'edge', reason: 'not on a laptop: the front door stands in its place' },
  { tier: 'back-office', reason: 'not yet' },
  { tier: 'mysql', reason: 'not yet: it comes with the back office' },
  { tier: 'scraping', reason: 'workers not yet: the demo documents are read once, at the start' },
  { tier: 'documents', reason: 'not yet' },
  { tier: 'monitoring', reason: 'not on a laptop: every pod serves /metrics' },
  { tier: 'logging', reason: 'not on a laptop: logs are files' },
  { tier: 'operators', reason: 'not on a laptop: the runner issues certificates and restarts pods' },
  { tier: 'delivery', reason: 'not on a laptop: dist/local is read directly' },
];

/** What is off when these tiers run. */
export function offTiers(running: ReadonlySet<string>): readonly OffTier[] {
  return reasons.filter(({ tier }) => !running.has(tier));
}
