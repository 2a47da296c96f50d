import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { benjaminiHochberg, benjaminiYekutieli } from './false-discovery.ts';
import { bonferroni, hochberg, holm, sidak } from './family-wise.ts';
import { hommel } from './hommel.ts';

const ALL = [bonferroni, holm, hochberg, hommel, sidak, benjaminiHochberg, benjaminiYekutieli];
const pValues = fc.array(fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0.01, 0.03)), {
  minLength: 1,
  maxLength: 9,
});

test('adjusted p-values are probabilities, no smaller than the p, in its order, for any order of the input', () => {
  fc.assert(
    fc.property(pValues, (given) => {
      for (const adjust of ALL) {
        const adjusted = adjust(given);
        for (const [i, p] of given.entries()) {
          expect(adjusted[i]).toBeLessThanOrEqual(1);
          expect(adjusted[i]).toBeGreaterThanOrEqual(p * (1 - 1e-12));
          for (const [j, other] of given.entries()) {
            if (p < other) expect(adjusted[i]).toBeLessThanOrEqual((adjusted[j] ?? 0) + 1e-15);
          }
        }
        expect(adjust([...given].reverse())).toEqual([...adjusted].reverse());
      }
    }),
  );
});

test('each step is worth its name: Bonferroni >= Holm >= Hochberg >= Hommel >= Benjamini-Hochberg', () => {
  fc.assert(
    fc.property(pValues, (given) => {
      const rows = [bonferroni, holm, hochberg, hommel, benjaminiHochberg].map((adjust) => adjust(given));
      for (const [k, row] of rows.entries()) {
        for (const [i, p] of row.entries()) expect(rows[k + 1]?.[i] ?? 0).toBeLessThanOrEqual(p + 1e-15);
      }
    }),
  );
});

/** Closed testing: the largest Simes p over all sets of hypotheses that contain the one in question. */
function closedSimes(given: readonly number[]): number[] {
  return given.map((_, own) => {
    let largest = 0;
    for (let set = 0; set < 2 ** given.length; set++) {
      if (((set >> own) & 1) === 0) continue;
      const members = given.filter((_, i) => ((set >> i) & 1) === 1).sort((a, b) => a - b);
      const simes = Math.min(...members.map((p, i) => (p * members.length) / (i + 1)));
      largest = Math.max(largest, simes);
    }
    return largest;
  });
}

test('Hommel is the closed test of Simes over every subset', () => {
  fc.assert(
    fc.property(pValues, (given) => {
      const slow = closedSimes(given);
      for (const [i, p] of hommel(given).entries()) expect(p).toBeCloseTo(slow[i] ?? Number.NaN, 12);
    }),
  );
});

test('Šidák keeps the digits of a tiny p', () => {
  expect((sidak([1e-20, 0.5])[0] ?? 0) / 2e-20).toBeCloseTo(1, 12);
});

test('nothing to adjust is nothing; what is no probability is refused by its place', () => {
  for (const adjust of ALL) {
    expect(adjust([])).toEqual([]);
    expect(() => adjust([0.1, 1.2])).toThrow('pValues[1]: 1.2 is not a probability');
    expect(() => adjust([Number.NaN])).toThrow('pValues[0]: NaN is not a probability');
  }
});
