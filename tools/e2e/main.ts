#!/usr/bin/env node
import { join } from 'node:path';
import { explain } from '../up/failure';
import { e2e } from './e2e';
import { readOptions } from './options';

/** Compiled to build/tools/e2e: the checkout is three folders above. */
const checkout = join(__dirname, '..', '..', '..');

async function main(): Promise<number> {
  try {
    return await e2e(readOptions(process.argv.slice(2)), checkout);
  } catch (error) {
    process.stderr.write(`perchoir e2e: ${explain(error)}\n`);
    return 1;
  }
}

main().then((status) => process.exit(status));
