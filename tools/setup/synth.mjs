import { showPicture } from './picture.mjs';
import { root, runQuietly } from './process.mjs';
import { timed } from './step.mjs';

/** Renders every cluster into dist/ and the picture into the README; answers 0. @throws SetupError with the reason; dist/ is then untouched. */
export async function publishDist() {
  await timed('Rendering dist/', () =>
    runQuietly(process.execPath, ['build/clusters/main.js'], {
      cwd: root,
      failure: 'dist/ could not be rendered and is unchanged',
    }),
  );
  showPicture();
  return 0;
}
