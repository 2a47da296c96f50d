import type { Sequence } from '#engine';
import type { Versions } from './engine.ts';

/** The versions of a batch, one for each row in their order. Most rows share one with the row before them. */
export async function sequencesOf(
  versions: Versions,
  rows: readonly { readonly sequenceId: number; readonly version: number }[],
): Promise<Sequence[]> {
  const sequences: Sequence[] = [];
  let last: { readonly of: (typeof rows)[number]; readonly sequence: Sequence } | null = null;
  for (const row of rows) {
    if (last === null || last.of.sequenceId !== row.sequenceId || last.of.version !== row.version)
      last = { of: row, sequence: await versions.get(row.sequenceId, row.version) };
    sequences.push(last.sequence);
  }
  return sequences;
}
