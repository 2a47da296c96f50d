import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mannWhitney } from './mann-whitney.ts';

const values = (most: number, maxLength: number) =>
  fc.array(fc.nat({ max: most }), { minLength: 1, maxLength });

test('counts the pairs in which the treatment is larger, ties as one half', () => {
  fc.assert(
    fc.property(values(20, 12), values(20, 12), (control, treatment) => {
      let pairs = 0;
      for (const x of control) for (const y of treatment) pairs += y > x ? 1 : y === x ? 0.5 : 0;
      const { u, superiority } = mannWhitney(control, treatment);
      expect(u).toBe(pairs);
      expect(superiority).toBeCloseTo(pairs / (control.length * treatment.length), 12);
    }),
  );
});

test('the exact p is the share of all arrangements at least as far out', () => {
  const uOf = (mask: number, n: number): { u: number; size: number } => {
    let below = 0;
    let u = 0;
    let size = 0;
    for (let i = 0; i < n; i++) {
      if ((mask >> i) & 1) {
        u += below;
        size += 1;
      } else below += 1;
    }
    return { u, size };
  };
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 9 }), fc.nat(), (n, seed) => {
      const mask = 1 + (seed % (2 ** n - 2));
      const { u, size } = uOf(mask, n);
      const all = Array.from({ length: 2 ** n }, (_, other) => uOf(other, n)).filter((o) => o.size === size);
      const share = (test: (v: number) => boolean): number =>
        all.filter((o) => test(o.u)).length / all.length;
      const above = share((v) => v >= u);
      const under = share((v) => v <= u);
      const control: number[] = [];
      const treatment: number[] = [];
      for (let i = 0; i < n; i++) ((mask >> i) & 1 ? treatment : control).push(i);
      const p = (alternative: 'two-sided' | 'greater' | 'less') =>
        mannWhitney(control, treatment, { alternative });
      expect(p('greater').method).toBe('exact');
      expect(p('greater').pValue).toBeCloseTo(above, 12);
      expect(p('less').pValue).toBeCloseTo(under, 12);
      expect(p('two-sided').pValue).toBeCloseTo(Math.min(1, 2 * Math.min(above, under)), 12);
    }),
  );
});

test('p is a probability, the same for swapped arms and permuted values', () => {
  fc.assert(
    fc.property(values(30, 60), values(30, 60), (control, treatment) => {
      const { pValue } = mannWhitney(control, treatment);
      expect(pValue).toBeGreaterThan(0);
      expect(pValue).toBeLessThanOrEqual(1);
      expect(mannWhitney(treatment, control).pValue).toBeCloseTo(pValue, 12);
      expect(mannWhitney([...control].reverse(), [...treatment].reverse()).pValue).toBe(pValue);
    }),
  );
});

test('equal values speak for no difference', () => {
  expect(mannWhitney([2, 2, 2], [2, 2]).pValue).toBe(1);
});

test('an empty arm, a value that is no number and exactness with ties are refused by name', () => {
  expect(() => mannWhitney([], [1])).toThrow('control: there are no values');
  expect(() => mannWhitney([1], [Number.NaN])).toThrow('treatment[0]: NaN is not a finite number');
  expect(() => mannWhitney([1], [1], { method: 'exact' })).toThrow('method: there are ties');
});
