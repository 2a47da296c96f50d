/** The word that was probably meant: the closest within two edits, or null. Of two letters, anything is two edits away. */
export function nearestWord(word: string, words: readonly string[]): string | null {
  let nearest: string | null = null;
  let least = word.length < 3 ? 0 : 3;
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
  return nearest === null ? `Use one of: ${[...new Set(words)].join(', ')}.` : `Did you mean "${nearest}"?`;
}

/** Insertions, deletions and replacements between two words (Levenshtein), by the two-row recurrence. */
function editDistance(from: string, to: string): number {
  // Longer than any name here, and the cost is the product of the lengths.
  if (Math.max(from.length, to.length) > 64) return Number.POSITIVE_INFINITY;
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
