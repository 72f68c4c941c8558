import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** What an answer to a question has to be: with the fact, refused, or anything but an answer. */
export const KINDS = ['answerable', 'off-topic', 'near-miss'] as const;
export type Kind = (typeof KINDS)[number];

export interface Question {
  readonly id: string;
  readonly kind: Kind;
  readonly question: string;
  /** What a cited passage has to hold; only answerable questions have it. */
  readonly fact?: string;
  /** Other spellings of the fact. */
  readonly also?: readonly string[];
}

export interface Selection {
  /** Folder below `test/eval`. */
  readonly set: string;
  readonly language: string;
  /** Questions of each kind at most, spread evenly. @default - all */
  readonly sample?: number | undefined;
}

/** `test/eval` of the checkout; this file is compiled to `build/tools/eval`. */
const FOLDER = resolve(__dirname, '../../../test/eval');

/** The questions of a set in one language. @throws Error naming the file that cannot be read */
export function readQuestions({ set, language, sample }: Selection): readonly Question[] {
  const questions = JSON.parse(readFileSync(join(FOLDER, set, `${language}.json`), 'utf8')) as readonly Question[];
  return KINDS.flatMap((kind) =>
    spread(
      questions.filter((question) => question.kind === kind),
      sample,
    ),
  );
}

function spread<T>(all: readonly T[], count = all.length): readonly T[] {
  const step = Math.max(1, all.length / Math.max(1, count));
  return Array.from({ length: Math.min(count, all.length) }, (_, index) => all[Math.floor(index * step)] as T);
}
