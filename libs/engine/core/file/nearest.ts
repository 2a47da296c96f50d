const { min } = Math;
const FAR = Number.POSITIVE_INFINITY;
/** Longer than any name here. */
const LONGEST = 64;
/** Words further apart than this are none of each other's misspellings. */
const FARTHEST = 2;
/** More than anybody reads; a sequence may have a hundred steps. */
const MOST_LISTED = 30;

/** The word that was probably meant: the closest within two edits, or null. Of two letters, anything is two edits away. */
export function nearestWord(word: string, words: readonly string[]): string | null {
  let nearest: string | null = null;
  let least = word.length < 3 ? 0 : FARTHEST + 1;
  for (const candidate of words) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < least && distance < candidate.length) {
      least = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

/** `Did you mean "subject"?`, or the choices where nothing is close. */
export function suggest(word: string, words: readonly string[]): string {
  const nearest = nearestWord(word, words);
  if (nearest !== null) return `Did you mean "${nearest}"?`;
  const choices = [...new Set(words)];
  const more = choices.length - MOST_LISTED;
  return `Use one of: ${choices.slice(0, MOST_LISTED).join(', ')}${more > 0 ? ` and ${more} more` : ''}.`;
}

/**
 * Insertions, deletions and replacements between two words (Levenshtein), by the two-row recurrence; infinite where they
 * are too many. Of each row only what lies near the diagonal is looked at, in one and the same array: 2,000 unknown keys
 * of 60 letters against 90 known ones took more than a minute without.
 */
function editDistance(from: string, to: string): number {
  const longer = to.length - from.length;
  if (from.length > LONGEST || longer > FARTHEST || -longer > FARTHEST) return FAR;
  // At index d stands the distance of the first i letters to the first i + d - FARTHEST.
  const band = Array.from({ length: 2 * FARTHEST + 1 }, (_, d) => (d < FARTHEST ? FAR : d - FARTHEST));
  for (let i = 1; i <= from.length; i++) {
    let least = FAR;
    for (let d = 0; d < band.length; d++) {
      const j = i + d - FARTHEST;
      const replaced = j < 1 ? FAR : (band[d] ?? FAR) + (from[i - 1] === to[j - 1] ? 0 : 1);
      const removed = d === 2 * FARTHEST ? FAR : (band[d + 1] ?? FAR) + 1;
      const added = d === 0 ? FAR : (band[d - 1] ?? FAR) + 1;
      const here = j < 0 || j > to.length ? FAR : min(replaced, removed, added);
      band[d] = here;
      if (here < least) least = here;
    }
    if (least > FARTHEST) return FAR;
  }
  return band[longer + FARTHEST] ?? FAR;
}
