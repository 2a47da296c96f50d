// Looked up once: where globals are looked up by hand (in a vm context, as tests run), a lookup cost more than the comparison.
const { min } = Math;

/** What of a text is compared: its words, or its runs of words, each as a number, the newest first. */
export interface Pieces {
  readonly ids: Int32Array;
  /** All of it, for texts that are too short to be compared in pieces. */
  readonly whole: string;
}

export interface Likeness {
  /** Shared pieces among those of both (Jaccard). */
  readonly resemblance: number;
  /** Shared pieces among those of the shorter text. */
  readonly containment: number;
}

/** From when on two texts are alike. */
export interface Threshold {
  readonly resemblance: number;
  /** Null: being part of a longer text makes none alike. */
  readonly containment: number | null;
  /** With fewer pieces than this a few shared ones would count for much: then only equal texts are alike. */
  readonly fewest: number;
}

/** Takes texts apart into runs of so many words. Texts can be compared that the same maker took apart. */
export function pieceMaker(run: number): (words: readonly string[]) => Pieces {
  const known = new Map<string, number>();
  return (words) => {
    const ids = new Set<number>();
    for (let at = 0; at + run <= words.length; at++) {
      const piece = words.slice(at, at + run).join(' ');
      const id = known.get(piece) ?? known.size;
      known.set(piece, id);
      ids.add(id);
    }
    return { ids: Int32Array.from(ids).sort().reverse(), whole: words.join(' ') };
  };
}

/** How alike two texts are (resemblance and containment, Broder 1997); null where that is below the threshold. */
export function alike(left: Pieces, right: Pieces, threshold: Threshold): Likeness | null {
  const smaller = min(left.ids.length, right.ids.length);
  if (smaller < threshold.fewest) {
    return left.whole !== '' && left.whole === right.whole ? { resemblance: 1, containment: 1 } : null;
  }
  const both = left.ids.length + right.ids.length;
  const { resemblance, containment } = threshold;
  const forResemblance = (resemblance * both) / (1 + resemblance);
  const forContainment = (containment ?? 1) * smaller;
  const needed = min(forResemblance, forContainment);
  const shared = countShared(left.ids, right.ids, needed);
  return shared === null ? null : { resemblance: shared / (both - shared), containment: shared / smaller };
}

/** Null as soon as `needed` cannot be reached: new pieces are rare ones and come first, so most pairs end early. */
function countShared(left: Int32Array, right: Int32Array, needed: number): number | null {
  let shared = 0;
  let i = 0;
  let j = 0;
  for (;;) {
    if (shared + min(left.length - i, right.length - j) < needed) return null;
    const a = left[i];
    const b = right[j];
    if (a === undefined || b === undefined) return shared;
    if (a === b) shared += 1;
    if (a >= b) i += 1;
    if (b >= a) j += 1;
  }
}
