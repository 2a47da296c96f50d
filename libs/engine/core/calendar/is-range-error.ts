/**
 * Temporal's way of saying that it knows no such zone or time. By its name: where Temporal is the engine's own, its errors may
 * come from another realm than the one that asks, as in test runners, and are then no instance of this one's RangeError.
 */
export const isRangeError = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'name' in error && error.name === 'RangeError';
