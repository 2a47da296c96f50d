/** NUL, which PostgreSQL holds in no text, or half of a surrogate pair, which is no character and has no UTF-8. */
const UNSTORABLE = /\0|\p{Surrogate}/u;

export const UNSTORABLE_REASON = 'holds a NUL or half of a surrogate pair, which no text may';

interface Place {
  readonly part: unknown;
  readonly at: string | number;
  readonly around: Place | null;
}

/**
 * Where the first text stands that no store takes, a name of a field included: the names and indexes on the way to it;
 * null where there is none.
 */
export function findUnstorable(value: unknown): readonly (string | number)[] | null {
  // Without recursion: what callers send may nest deeper than the stack.
  const open: Place[] = [{ part: value, at: '', around: null }];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const { part } = place;
    if (typeof part === 'string' && UNSTORABLE.test(part)) return pathTo(place);
    if (typeof part !== 'object' || part === null) continue;
    for (const [key, inner] of Object.entries(part)) {
      if (UNSTORABLE.test(key)) return pathTo(place);
      open.push({ part: inner, at: Array.isArray(part) ? Number(key) : key, around: place });
    }
  }
  return null;
}

function pathTo(place: Place): (string | number)[] {
  const path: (string | number)[] = [];
  for (let each = place; each.around !== null; each = each.around) path.unshift(each.at);
  return path;
}

/** Does a value nest deeper than so many levels? Goes no deeper than that itself, so it needs no stack of its own. */
export function nestsDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  if (Array.isArray(value)) return value.some((inner) => nestsDeeper(inner, levels - 1));
  for (const key in value)
    if (Object.hasOwn(value, key) && nestsDeeper(Reflect.get(value, key), levels - 1)) return true;
  return false;
}

/** Does a value hold a number that no JSON can say? `1e400` is read as infinity, and would be stored as nothing. */
export function holdsInfinity(value: unknown): boolean {
  const open: unknown[] = [value];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    if (typeof part === 'number' && !Number.isFinite(part)) return true;
    if (typeof part === 'object' && part !== null) {
      for (const inner of Object.values(part)) open.push(inner);
    }
  }
  return false;
}
