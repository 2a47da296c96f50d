import { readFileSync } from 'node:fs';
import { expect } from '@jest/globals';

interface Tolerance {
  rel: number;
  abs: number;
}

type Expected = number | string | boolean | null | readonly Expected[] | { readonly [key: string]: Expected };

export interface Golden<Input> {
  id: string;
  input: Input;
  expected: Readonly<Record<string, Expected>>;
  tol: Tolerance;
  tolFields?: Readonly<Record<string, Tolerance>>;
  source: string;
}

/** The cases of one file of test/vectors: numbers computed by other software, each with its source. */
export function goldens<Input>(file: string): readonly Golden<Input>[] {
  const text = readFileSync(new URL(`../../../test/vectors/${file}.json`, import.meta.url), 'utf8');
  const { cases } = JSON.parse(text) as { cases: Golden<Input>[] };
  expect(cases.length).toBeGreaterThan(0);
  return cases;
}

/**
 * Compares our values with a golden's, key by key, within its tolerance. Every key of the golden must be answered,
 * or named in `unanswered`, so that none is forgotten.
 */
export function expectGolden(
  golden: Golden<unknown>,
  got: Readonly<Record<string, Expected>>,
  unanswered: readonly string[] = [],
): void {
  const keys = Object.keys(golden.expected).filter((key) => !unanswered.includes(key));
  expect(Object.keys(got).sort()).toEqual(keys.sort());
  for (const key of keys) {
    const tolerance = golden.tolFields?.[key] ?? golden.tol;
    compare(`${golden.id}.${key}`, got[key], golden.expected[key], tolerance);
  }
}

function compare(
  path: string,
  got: Expected | undefined,
  expected: Expected | undefined,
  tol: Tolerance,
): void {
  if (typeof expected === 'number' && typeof got === 'number') {
    const off = Math.abs(got - expected);
    const close = off <= Math.max(tol.abs, tol.rel * Math.abs(expected));
    if (!close) expect(`${path} = ${got}, off by ${off}`).toBe(`${path} = ${expected}, tolerance ${tol.rel}`);
  } else if (Array.isArray(expected) && Array.isArray(got)) {
    expect(`${path} has ${got.length}`).toBe(`${path} has ${expected.length}`);
    for (const [i, value] of expected.entries()) compare(`${path}[${i}]`, got[i], value, tol);
  } else {
    expect(`${path} = ${JSON.stringify(got)}`).toBe(`${path} = ${JSON.stringify(expected)}`);
  }
}
