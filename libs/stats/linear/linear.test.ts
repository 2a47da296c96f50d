import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { binomialDeviance, binomialRegression, linkOf } from './binomial-regression.ts';
import { cholesky, inverseFromCholesky, solveCholesky } from './cholesky.ts';
import { bilinear, dot } from './matrix.ts';
import { quadraticForm } from './quadratic-form.ts';

const entry = fc.double({ min: -5, max: 5, noNaN: true });

/** B B' + I, positive definite whatever B. */
const definite = fc
  .integer({ min: 1, max: 5 })
  .chain((n) =>
    fc
      .array(fc.array(entry, { minLength: n, maxLength: n }), { minLength: n, maxLength: n })
      .map((rows) => rows.map((left, i) => rows.map((right, j) => dot(left, right) + (i === j ? 1 : 0)))),
  );

describe('a positive definite matrix', () => {
  test('is solved and inverted by its Cholesky factor', () => {
    fc.assert(
      fc.property(definite, fc.array(entry, { minLength: 5, maxLength: 5 }), (matrix, right) => {
        const lower = cholesky(matrix);
        expect(lower).not.toBeNull();
        const b = right.slice(0, matrix.length);
        const x = solveCholesky(lower ?? [], b);
        for (const [i, row] of matrix.entries()) expect(dot(row, x)).toBeCloseTo(b[i] ?? 0, 8);
        const inverse = inverseFromCholesky(lower ?? []);
        for (const [i, row] of inverse.entries()) expect(dot(row, b)).toBeCloseTo(x[i] ?? 0, 8);
        const { value, rank } = quadraticForm(b, matrix);
        expect(value).toBeCloseTo(bilinear(b, inverse, b), 8);
        expect(rank).toBe(matrix.length);
      }),
    );
  });

  test('is told from one that is not', () => {
    expect(
      cholesky([
        [1, 2],
        [2, 4],
      ]),
    ).toBeNull();
    expect(
      cholesky([
        [1, 2],
        [2, 1],
      ]),
    ).toBeNull();
    expect(cholesky([[Number.NaN]])).toBeNull();
  });
});

test('the quadratic form of deviations that add up to zero is that of all but one', () => {
  fc.assert(
    fc.property(definite, (matrix) => {
      const n = matrix.length;
      const center = (rows: readonly (readonly number[])[]) =>
        rows.map((row) => row.map((value) => value - row.reduce((sum, other) => sum + other, 0) / n));
      const columns = center(matrix);
      const singular = center(columns[0]?.map((_, j) => columns.map((row) => row[j] ?? 0)) ?? []);
      const vector = singular.map((row) => row[0] ?? 0);
      const all = quadraticForm(vector, singular);
      const less = quadraticForm(
        vector.slice(1),
        singular.slice(1).map((row) => row.slice(1)),
      );
      expect(all.rank).toBe(n - 1);
      expect(all.value).toBeCloseTo(less.value, 7);
    }),
  );
});

describe('a binomial regression', () => {
  test('with one intercept gives the share, on either link', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 99_999 }),
        fc.constantFrom('logit', 'cloglog') as fc.Arbitrary<'logit' | 'cloglog'>,
        (successes, link) => {
          const rows = [{ x: [1], successes, trials: 100_000 }];
          const found = binomialRegression(rows, link, [0]);
          expect(found.kind).toBe('maximum');
          if (found.kind !== 'maximum') return;
          expect(found.at[0]).toBeCloseTo(linkOf(successes / 100_000, link), 9);
          expect(binomialDeviance(rows, found.at, link)).toBeLessThan(1e-9);
        },
      ),
    );
  });

  test('of two shares has the log odds ratio of Woolf', () => {
    const rows = [
      { x: [1, 0], successes: 12, trials: 100 },
      { x: [1, 1], successes: 20, trials: 110 },
    ];
    const found = binomialRegression(rows, 'logit', [0, 0]);
    if (found.kind !== 'maximum') throw new Error('no maximum');
    expect(found.at[1]).toBeCloseTo(Math.log((20 * 88) / (90 * 12)), 12);
    expect(found.covariance[1]?.[1]).toBeCloseTo(1 / 12 + 1 / 88 + 1 / 20 + 1 / 90, 12);
  });

  test('without a success has no maximum, and repeated columns are singular', () => {
    expect(binomialRegression([{ x: [1], successes: 0, trials: 50 }], 'logit', [0]).kind).toBe('no-maximum');
    expect(binomialRegression([{ x: [1], successes: 0, trials: 50 }], 'cloglog', [0]).kind).toBe(
      'no-maximum',
    );
    expect(binomialRegression([{ x: [1, 1], successes: 3, trials: 50 }], 'logit', [0, 0]).kind).toBe(
      'singular',
    );
  });
});
