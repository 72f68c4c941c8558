import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { Checkpoints } from '../../src/runs/checkpoints';

function collecting(text = '') {
  const commits: string[] = [];
  const errors: unknown[] = [];
  const checkpoints = new Checkpoints({
    text,
    delayMs: 0,
    commit: async (committed) => {
      await pause(1);
      commits.push(committed);
    },
    onError: (error) => errors.push(error),
  });
  return { commits, errors, checkpoints };
}

test('commits hold everything appended, each longer than the one before and beginning with it', async () => {
  const pieces = fc.array(fc.string({ unit: 'binary', maxLength: 6 }), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(pieces, async (texts) => {
      const { commits, checkpoints } = collecting('begun ');
      for (const text of texts) checkpoints.append(text);
      const end = await checkpoints.flush();
      commits.reduce((before, after) => {
        expect(after.startsWith(before)).toBe(true);
        expect(after.length).toBeGreaterThan(before.length);
        return after;
      }, 'begun ');
      expect(end).toBe(`begun ${texts.join('')}`.replaceAll('\u0000', '\ufffd'));
    }),
    { numRuns: 50 },
  );
});

test('text that arrives during a commit shares the next one', async () => {
  const { commits, checkpoints } = collecting();
  checkpoints.append('a');
  await pause(5);
  for (const letter of 'bcdefgh') checkpoints.append(letter);
  await checkpoints.flush();
  expect(commits.length).toBeLessThanOrEqual(3);
  expect(commits.at(-1)).toBe('abcdefgh');
});

test('half a character waits for its other half', async () => {
  const { commits, checkpoints } = collecting();
  const [high, low] = ['\ud83e', '\udd9c'];
  checkpoints.append(`parrot ${high}`);
  await checkpoints.flush();
  checkpoints.append(low);
  await checkpoints.flush();
  expect(commits).toEqual(['parrot ', 'parrot 🦜']);
});

test('half a character that stays alone is replaced when the answer ends', async () => {
  const { checkpoints } = collecting();
  checkpoints.append('cut \ud83e');
  expect(await checkpoints.flush()).toBe('cut \ufffd');
});

test('a commit that failed stops the writing and fails the flush', async () => {
  const errors: unknown[] = [];
  const commit = jest.fn().mockRejectedValue(new Error('lost'));
  const checkpoints = new Checkpoints({ text: '', delayMs: 0, commit, onError: (error) => errors.push(error) });
  checkpoints.append('a');
  await pause(5);
  checkpoints.append('b');
  await expect(checkpoints.flush()).rejects.toThrow('lost');
  expect(commit).toHaveBeenCalledTimes(1);
  expect(errors).toHaveLength(1);
});
