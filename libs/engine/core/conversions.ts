import type { Sequence } from './sequence.ts';

const NAMED = /"converted:([a-z0-9-]+)"/g;

/** The conversions that a sequence asks for by name: its goals, what stops it, and what its steps wait and branch for. */
export function conversionsOf(sequence: Sequence): readonly string[] {
  // Wherever such a goal stands, it stands alone; what is written to contacts is never just that.
  const text = JSON.stringify(sequence);
  return [...new Set([...text.matchAll(NAMED)].map(([, name = '']) => name))];
}
