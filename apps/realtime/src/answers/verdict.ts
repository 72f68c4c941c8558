import { evidenceOf, usablePassages, type Evidence } from './evidence-gate';
import { fittingPlaces, placesOf, type Place } from './fit-gate';
import type { Passage } from './passage';
import type { Question } from './question';
import type { Finding, Query, Retrieval } from './retrieval';
import { vocabulary } from './terms';

/** What the passages allow to say; decided by code, before any model is asked. */
export type Verdict =
  | { readonly kind: 'answerable'; /** Best first, at least one. */ readonly places: readonly Place[] }
  | { readonly kind: 'related'; /** Best first, at least one. */ readonly passages: readonly Passage[] }
  | { readonly kind: 'unknown'; /** Nearest first; may be empty. */ readonly passages: readonly Passage[] };

/** Puts a question through both gates: is there evidence at all, and does a place hold an answer? */
export async function judge(question: Question, query: Query, retrieval: Retrieval): Promise<Verdict> {
  const finding = await retrieval.find(query);
  const evidence = withNames(evidenceOf(finding), question, finding);
  if (evidence === 'none') return { kind: 'unknown', passages: finding.passages };
  const places = fittingPlaces(question, await placesWithShares(finding, query, retrieval), evidence);
  if (places.length > 0) return { kind: 'answerable', places };
  return { kind: evidence === 'faint' ? 'unknown' : 'related', passages: finding.passages };
}

/** A passage that has all names of the question bears on it faintly at least: names off the topic are not in the pages. */
function withNames(evidence: Evidence, { terms: { names } }: Question, { passages, thresholds }: Finding): Evidence {
  if (evidence !== 'none' || names.size === 0 || !thresholds) return evidence;
  const isNamed = ({ heading, text, language }: Passage) => {
    const known = vocabulary(`${heading}\n${text}`, language);
    return [...names].every((name) => known.has(name));
  };
  return passages.some(isNamed) ? 'faint' : 'none';
}

async function placesWithShares(finding: Finding, query: Query, retrieval: Retrieval): Promise<Place[]> {
  const places = usablePassages(finding, query.language).flatMap(placesOf);
  const texts = places.map(({ passage, text }) => ({
    text: `${passage.heading}\n${text}`,
    language: passage.language,
  }));
  const shares = await retrieval.shares(query, texts);
  return places.map((place, index) => ({ ...place, share: shares[index] ?? 0 }));
}
