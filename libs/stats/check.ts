import { DomainError } from './domain-error.ts';

/** A whole number from 0 to 2^53 - 1. */
export function checkCount(field: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new DomainError('not-a-count', field, `${value} is not a count`, 'Give a whole number, 0 or more');
  }
}

/** Counts with successes <= trials. */
export function checkSuccesses(field: string, successes: number, trials: number): void {
  checkCount(`${field}successes`, successes);
  checkCount(`${field}trials`, trials);
  if (successes > trials) {
    throw new DomainError(
      'inconsistent-counts',
      `${field}successes`,
      `${successes} successes in ${trials} trials`,
      'Count each trial as a success at most once',
    );
  }
}

export function checkTrials(field: string, successes: number, trials: number): void {
  checkSuccesses(field, successes, trials);
  if (trials === 0) {
    throw new DomainError(
      'out-of-range',
      `${field}trials`,
      'there are no trials',
      'Ask once there is a trial',
    );
  }
}

/** Strictly between 0 and 1. */
export function checkLevel(field: string, value: number): void {
  if (!(value > 0 && value < 1)) {
    throw new DomainError(
      'out-of-range',
      field,
      `${value} is not between 0 and 1`,
      'Give a share such as 0.95',
    );
  }
}

/** From 0 to 1, both included. */
export function checkProbability(field: string, value: number): void {
  if (!(value >= 0 && value <= 1)) {
    throw new DomainError(
      'out-of-range',
      field,
      `${value} is not a probability`,
      'Give a number from 0 to 1',
    );
  }
}

/** Finite and above 0. */
export function checkPositive(field: string, value: number): void {
  if (!(value > 0 && value < Number.POSITIVE_INFINITY)) {
    throw new DomainError(
      'out-of-range',
      field,
      `${value} is not a positive number`,
      'Give a number above 0',
    );
  }
}

/** A shape of a distribution: not so near 0 that the reciprocals of its series overflow. */
export function checkShape(field: string, value: number): void {
  checkPositive(field, value);
  if (value < 1e-300) {
    throw new DomainError('out-of-range', field, `${value} is too small a shape`, 'Give 1e-300 or more');
  }
}

/** Any number but NaN and the infinities. */
export function checkFinite(field: string, value: number): void {
  if (!Number.isFinite(value)) {
    throw new DomainError('out-of-range', field, `${value} is not a finite number`, 'Give a finite number');
  }
}

/** Finite, 0 or more. */
export function checkNonNegative(field: string, value: number): void {
  checkFinite(field, value);
  if (value < 0) {
    throw new DomainError('out-of-range', field, `${value} is below 0`, 'Give a number that is 0 or more');
  }
}

export function checkNumber(field: string, value: number): void {
  if (Number.isNaN(value)) {
    throw new DomainError('out-of-range', field, 'it is not a number', 'Give a number');
  }
}

export function checkAtLeast(field: string, values: readonly unknown[], least: number, what: string): void {
  if (values.length < least) {
    throw new DomainError(
      'too-few-groups',
      field,
      `${values.length} ${what} given`,
      `Give at least ${least} ${what}`,
    );
  }
}

export function checkSameLength(field: string, values: readonly unknown[], length: number): void {
  if (values.length !== length) {
    throw new DomainError(
      'inconsistent-counts',
      field,
      `${values.length} values where there are ${length} groups`,
      'Give one value a group, in the same order',
    );
  }
}

export function checkUniqueKeys(field: string, keys: readonly string[]): void {
  const seen = new Set<string>();
  for (const key of keys) {
    if (seen.has(key)) {
      throw new DomainError('duplicate-key', field, `${key} is there twice`, 'Give each key once');
    }
    seen.add(key);
  }
}

/** Each of the steps 0 … steps - 1 once. */
export function checkOrder(field: string, order: readonly number[], steps: number): void {
  checkSameLength(field, order, steps);
  const sorted = [...order].sort((a, b) => a - b);
  if (sorted.some((step, i) => step !== i)) {
    throw new DomainError(
      'out-of-range',
      field,
      `${order.join(', ')} is not an order of ${steps} steps`,
      `Give each of 0 … ${steps - 1} once`,
    );
  }
}
