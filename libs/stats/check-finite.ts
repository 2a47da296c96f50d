import { DomainError } from './domain-error.ts';

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
