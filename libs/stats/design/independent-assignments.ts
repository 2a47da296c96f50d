import { checkAtLeast, checkCount, checkSameLength } from '../check.ts';
import { chiSquareSf } from '../special/chi-square.ts';

export interface Independence {
  chiSquare: number;
  degreesOfFreedom: number;
  pValue: number;
  /** Strength from 0 (none) to 1 (one assignment tells the other). */
  cramersV: number;
}

/**
 * Were two experiments assigned independently of each other? Pearson's chi-square of the table of contacts by arm of the
 * first (rows) and arm of the second (columns), with Cramér's V (1946). Under p = 0.001 the two share a hash or an
 * audience rule, and neither can be read alone. Arms without contacts are left out; with fewer than two arms on a side
 * nothing speaks against independence: chi-square 0, df 0, p = 1. Throws `too-few-groups` for `table`, `not-a-count` for
 * `table[i][j]`, `inconsistent-counts` for rows of unlike length.
 *
 * @example independentAssignments([[510, 490], [495, 505]]).pValue // 0.5023
 */
export function independentAssignments(table: readonly (readonly number[])[]): Independence {
  checkAtLeast('table', table, 1, 'rows');
  const width = table[0]?.length ?? 0;
  const columns = new Array<number>(width).fill(0);
  const rows = table.map((row, i) => {
    checkSameLength(`table[${i}]`, row, width);
    return row.reduce((sum, count, j) => {
      checkCount(`table[${i}][${j}]`, count);
      columns[j] = (columns[j] ?? 0) + count;
      return sum + count;
    }, 0);
  });
  const total = rows.reduce((sum, count) => sum + count, 0);
  const used = (sums: readonly number[]): number => sums.filter((count) => count > 0).length;
  const least = Math.min(used(rows), used(columns)) - 1;
  if (least < 1) return { chiSquare: 0, degreesOfFreedom: 0, pValue: 1, cramersV: 0 };
  let chiSquare = 0;
  for (const [i, row] of table.entries()) {
    for (const [j, count] of row.entries()) {
      const expected = ((rows[i] ?? 0) * (columns[j] ?? 0)) / total;
      if (expected > 0) chiSquare += (count - expected) ** 2 / expected;
    }
  }
  const df = (used(rows) - 1) * (used(columns) - 1);
  return {
    chiSquare,
    degreesOfFreedom: df,
    pValue: chiSquareSf(chiSquare, df),
    cramersV: Math.sqrt(chiSquare / (total * least)),
  };
}
