import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './process.mjs';
import { python } from './python.mjs';

const reports = join(root, '.perchoir', 'reports');

/**
 * The parts of `npm test`. Each runs a program that leaves a report behind, and counts it: a part without a readable
 * report counts as one failure, so that a program which never ran cannot pass.
 */
const parts = [
  { name: 'jest', command: jest, count: countJest },
  { name: 'pytest', command: pytest, count: countPytest },
  { name: 'flight', command: flight, count: countFlight },
];

/** Runs every part, or those named, and closes with one line: `N passed, N failed`. */
export async function runTests(names) {
  mkdirSync(reports, { recursive: true });
  const totals = { passed: 0, failed: 0 };
  for (const part of parts.filter(({ name }) => names.length === 0 || names.includes(name))) {
    const { passed, failed } = await runPart(part);
    totals.passed += passed;
    totals.failed += failed;
  }
  process.stdout.write(`${totals.passed} passed, ${totals.failed} failed\n`);
  return totals.failed === 0 && totals.passed > 0 ? 0 : 1;
}

async function runPart({ name, command, count }) {
  const report = join(reports, `${name}.report`);
  rmSync(report, { force: true });
  process.stdout.write(`\n── ${name}\n`);
  const status = await command(report);
  const counted = counts(report, count);
  return status !== 0 && counted.failed === 0 ? { ...counted, failed: 1 } : counted;
}

function counts(report, count) {
  try {
    return count(readFileSync(report, 'utf8'));
  } catch (error) {
    process.stderr.write(`perchoir: no report from this part (${error.message})\n`);
    return { passed: 0, failed: 1 };
  }
}

function jest(report) {
  return run(process.execPath, ['node_modules/jest/bin/jest.js', '--json', `--outputFile=${report}`, '--silent']);
}

function countJest(text) {
  const { numPassedTests, numFailedTests, numFailedTestSuites, numPendingTests } = JSON.parse(text);
  return { passed: numPassedTests, failed: Math.max(numFailedTests, numFailedTestSuites) + numPendingTests };
}

function pytest(report) {
  const options = ['-q', `--junitxml=${report}`, '-p', 'no:cacheprovider'];
  return run(python, ['-m', 'pytest', ...options], {
    cwd: join(root, 'apps/scraping-agent'),
  });
}

function countPytest(xml) {
  const number = (name) => Number(new RegExp(`<testsuite [^>]*\\b${name}="(\\d+)"`).exec(xml)?.[1]);
  const failed = number('failures') + number('errors') + number('skipped');
  return { passed: number('tests') - failed, failed };
}

function flight(report) {
  return run(process.execPath, ['build/tools/flight/main.js', '--report', report]);
}

function countFlight(text) {
  return JSON.parse(text);
}
