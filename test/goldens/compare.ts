import type { Golden, Tolerance, Value } from './golden.ts';

/** Where an answer is not what a case expects. */
export interface Difference {
  /** The key of `expected`, with the place inside it: `pairs[3][1]`. */
  readonly path: string;
  readonly got: Value;
  readonly expected: Value;
  readonly tolerance: Tolerance;
}

/** Every place where `got` differs from what the case expects; each key of `expected` is looked at. */
export function differences(golden: Golden, got: Readonly<Record<string, Value>>): Difference[] {
  return Object.entries(golden.expected).flatMap(([key, expected]) =>
    compare(key, got[key], expected, golden.tolFields?.[key] ?? golden.tol),
  );
}

function compare(path: string, got: Value, expected: Value, tolerance: Tolerance): Difference[] {
  const differs = [{ path, got, expected, tolerance }];
  if (typeof expected === 'number') {
    if (typeof got !== 'number') return differs;
    const off = Math.abs(got - expected);
    return got === expected || off <= Math.max(tolerance.abs, tolerance.rel * Math.abs(expected))
      ? []
      : differs;
  }
  if (expected === 'Infinity' || expected === '-Infinity') return got === Number(expected) ? [] : differs;
  // An undefined number, or the infinite end of a one-sided interval.
  if (expected === null) {
    return got === null || got === Number.POSITIVE_INFINITY || got === Number.NEGATIVE_INFINITY
      ? []
      : differs;
  }
  if (isList(expected)) {
    if (!isList(got) || got.length !== expected.length) return differs;
    return expected.flatMap((value, i) => compare(`${path}[${i}]`, got[i], value, tolerance));
  }
  if (typeof expected === 'object') {
    if (typeof got !== 'object' || got === null || isList(got)) return differs;
    return Object.entries(expected).flatMap(([key, value]) =>
      compare(`${path}.${key}`, got[key], value, tolerance),
    );
  }
  return got === expected ? [] : differs;
}

const isList = (value: Value): value is readonly Value[] => Array.isArray(value);
