import type { Language } from '../bots/published-bot';
import type { Passage } from './passage';
import type { Finding, Thresholds } from './retrieval';

/**
 * How strongly the passages bear on a question: more than questions off the topic do (`clear`), nearly so, which counts
 * only if a passage also holds an answer (`faint`), or not (`none`).
 */
export type Evidence = 'clear' | 'faint' | 'none';

/** Passages that evidence is taken from, best first; calibration at ingest looks at as many. */
const COMPARED = 8;

/** How far below both thresholds evidence is faint; off-topic questions reach that too, but then no passage fits them. */
const FAINT_COSINE = 0.03;
const FAINT_SHARE = 0.7;

/**
 * Compares the passages with what questions off the topic reach.
 *
 * Each threshold is the 99th percentile of 200 such questions, so one measure above its own is enough. The two err on
 * different questions, though a passage without any word of the question is near by chance: cosine misses rare words in short questions, the share of words misses paraphrases.
 */
export function evidenceOf({ passages: found, thresholds }: Finding): Evidence {
  if (!thresholds) return 'none';
  const passages = found.slice(0, COMPARED);
  if (passages.some((passage) => isClear(passage, thresholds))) return 'clear';
  const { cosine, share } = thresholds;
  const nearly = (passage: Passage) =>
    passage.cosine > cosine - FAINT_COSINE && (passage.share > share * FAINT_SHARE || passage.cosine > cosine);
  return passages.some(nearly) ? 'faint' : 'none';
}

/**
 * The passages an answer may rest on: those of the question's language if they bear on it at all, else all. A page of
 * another language shares no words with the question, so little can be checked there.
 */
export function usablePassages({ passages, thresholds }: Finding, language: Language): readonly Passage[] {
  const own = passages.filter((passage) => passage.language === language);
  const speaks = evidenceOf({ passages: own, ...(thresholds ? { thresholds } : {}) }) !== 'none';
  return speaks ? own : passages;
}

function isClear({ cosine, share }: Passage, thresholds: Thresholds): boolean {
  return (cosine > thresholds.cosine && share > 0) || share > thresholds.share;
}
