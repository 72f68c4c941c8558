import pc from 'picocolors';

/** One promise of the running platform: a sentence, and the program that throws when it is broken. */
export interface Check {
  readonly sentence: string;
  readonly run: () => Promise<string | void>;
}

export interface Tally {
  readonly passed: number;
  readonly failed: number;
}

/** Runs checks one after the other, shows each with its seconds and remarks, and counts. A failure does not stop the rest. */
export async function runChecks(checks: readonly Check[]): Promise<Tally> {
  let passed = 0;
  for (const check of checks) passed += (await isKept(check)) ? 1 : 0;
  return { passed, failed: checks.length - passed };
}

async function isKept({ sentence, run }: Check): Promise<boolean> {
  const started = performance.now();
  const seconds = () => pc.dim(`${((performance.now() - started) / 1_000).toFixed(1)} s`);
  try {
    const remark = await run();
    console.log(`  ${pc.green('✓')} ${sentence} ${seconds()}${remark ? pc.dim(` · ${remark}`) : ''}`);
    return true;
  } catch (error) {
    console.log(
      `  ${pc.red('✗')} ${sentence} ${seconds()}\n      ${error instanceof Error ? error.message : String(error)}`,
    );
    return false;
  }
}

/** Throws the sentence when the condition does not hold. */
export function expectThat(condition: boolean, otherwise: string): asserts condition {
  if (!condition) throw new Error(otherwise);
}
