// Lints texts as if they stood in the named files: [[file, text], …] on standard input, [[message, …], …] on standard
// output. A program of its own because Jest's loader cannot import ESLint's configuration, which is an ES module.
import { text } from 'node:stream/consumers';
import { ESLint } from 'eslint';

const eslint = new ESLint();
const results = [];
for (const [filePath, code] of JSON.parse(await text(process.stdin))) {
  const [result] = await eslint.lintText(code, { filePath });
  results.push((result?.messages ?? [{ message: 'the file is ignored' }]).map(({ message }) => message));
}
process.stdout.write(JSON.stringify(results));
