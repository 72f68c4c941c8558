import { createHash, type Hash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Demo } from '../manifests/inventory';

/** What the demo bot is to know, and whether it knows it already. */
export interface Lesson {
  readonly demo: Demo;
  readonly isLearnt: boolean;
  /** Notes that the documents, as they were when this was made, are known. */
  readonly markLearnt: () => void;
}

export interface LessonPlace {
  readonly checkout: string;
  /** Folder of the lasting volumes: the note lies beside the database that it speaks of. */
  readonly volumes: string;
  /** The model that embeds the documents. */
  readonly model: string;
}

/** Compares the documents, and the programs that cut and embed them, with what was last learnt. */
export function readLesson(demo: Demo, place: LessonPlace): Lesson {
  const note = join(place.volumes, 'demo-documents.sha256');
  const digest = digestOf(demo, place);
  return {
    demo,
    isLearnt: existsSync(note) && readFileSync(note, 'utf8') === digest,
    markLearnt: () => writeFileSync(note, digest),
  };
}

function digestOf(demo: Demo, { checkout, model }: LessonPlace): string {
  const hash = createHash('sha256').update(`${demo.bot}\0${model}`);
  for (const folder of demo.knowledge) addFolder(hash, join(checkout, folder), /\.md$/);
  addFolder(hash, join(checkout, 'apps', 'scraping-agent', 'scraping_agent'), /\.(py|txt)$/);
  return hash.digest('hex');
}

function addFolder(hash: Hash, folder: string, names: RegExp): void {
  if (!existsSync(folder)) return;
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && names.test(entry.name));
  for (const path of files.map(({ parentPath, name }) => join(parentPath, name)).sort()) {
    hash.update(`\0${relative(folder, path)}\0`).update(readFileSync(path));
  }
}
