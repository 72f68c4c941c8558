const ABBREVIATION =
  /(?:^|[\s([«"'])(?:e\.g|i\.e|etc|cf|vs|approx|resp|fig|no|mr|mrs|ms|dr|st|pp?|ex|env|art|mme|av)\.$/i;
const BOUNDARY = /(?<=[.!?…])["'”’)\]»]*\s+(?=\S)/g;

/** The sentences of a text, in order, trimmed; a line break always ends one. */
export function sentencesOf(text: string): string[] {
  return text.split('\n').flatMap((line) => sentencesOfLine(line));
}

/** Each sentence, and each pair of neighbours: the places in which a fact may stand. */
export function windowsOf(text: string): string[] {
  const sentences = sentencesOf(text);
  const pairs = sentences.slice(1).map((sentence, index) => `${sentences[index]} ${sentence}`);
  return [...sentences, ...pairs];
}

function sentencesOfLine(line: string): string[] {
  const found: string[] = [];
  let start = 0;
  for (const boundary of line.matchAll(BOUNDARY)) {
    const end = boundary.index + boundary[0].trimEnd().length;
    if (ABBREVIATION.test(line.slice(start, end))) continue;
    found.push(line.slice(start, end).trim());
    start = boundary.index + boundary[0].length;
  }
  found.push(line.slice(start).trim());
  return found.filter((sentence) => sentence.length > 0);
}
