import { explain } from './failure';
import { readOptions } from './options';

// Asked before the set-up of `npm start`, so that a mistyped option costs no minute.
try {
  readOptions(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`perchoir: ${explain(error)}\n`);
  process.exitCode = 1;
}
