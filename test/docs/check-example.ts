import * as stats from '#stats';

/** An example as it stands in a text: an expression of the library's functions, and what it answers. */
export interface Example {
  /** Where it stands, for the message. */
  readonly at: string;
  readonly expression: string;
  readonly answer: string;
}

// Answers are written with four significant digits or more.
const REL = 6e-4;
const ABS = 1e-9;

/** What is wrong with an example: nothing (null), or a sentence. What an answer leaves out is not compared. */
export function checkExample({ at, expression, answer }: Example): string | null {
  try {
    const got = evaluate(expression);
    const path = firstDifference(got, evaluate(answer), '');
    return path === null ? null : `${at}: ${expression} is ${JSON.stringify(got)}, not ${answer} (${path})`;
  } catch (error) {
    return `${at}: ${expression} // ${answer}: ${error}`;
  }
}

function evaluate(expression: string): unknown {
  const names = Object.keys(stats);
  const run = new Function(...names, `'use strict'; return (${expression});`) as (
    ...args: unknown[]
  ) => unknown;
  return run(...Object.values(stats));
}

function firstDifference(got: unknown, expected: unknown, path: string): string | null {
  if (typeof expected === 'number' && typeof got === 'number') {
    return got === expected || Math.abs(got - expected) <= Math.max(ABS, REL * Math.abs(expected))
      ? null
      : path || 'value';
  }
  if (typeof expected === 'object' && expected !== null) {
    if (typeof got !== 'object' || got === null) return path || 'value';
    if (Array.isArray(expected) && (!Array.isArray(got) || got.length !== expected.length))
      return `${path}.length`;
    for (const [key, value] of Object.entries(expected)) {
      const found = firstDifference((got as Record<string, unknown>)[key], value, `${path}.${key}`);
      if (found !== null) return found;
    }
    return null;
  }
  return got === expected ? null : path || 'value';
}
