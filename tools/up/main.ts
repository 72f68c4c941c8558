#!/usr/bin/env node
import { join } from 'node:path';
import { explain } from './failure';
import { readOptions } from './options';
import { up } from './up';

/** Compiled to build/tools/up: the checkout is three folders above. */
const checkout = join(__dirname, '..', '..', '..');

async function main(): Promise<number> {
  try {
    return await up(readOptions(process.argv.slice(2)), checkout);
  } catch (error) {
    process.stderr.write(`perchoir: ${explain(error)}\n`);
    return 1;
  }
}

main().then((status) => process.exit(status));
