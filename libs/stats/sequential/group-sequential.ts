import { checkAtLeast, checkLevel } from '../check.ts';
import { DomainError } from '../domain-error.ts';
import { findRoot } from '../special/find-root.ts';
import { normalSf } from '../special/normal.ts';
import { passing, START, type Surviving, survive } from './brownian-looks.ts';
import { type Spending, spentBy } from './spending.ts';

export interface GroupSequentialOptions {
  /** The whole error, of both sides together if two; default 0.05. */
  alpha?: number;
  /** Default 2: symmetric boundaries. */
  sides?: 1 | 2;
  /** Default O'Brien-Fleming type. */
  spending?: Spending;
}

export interface PlannedLook {
  /** Information fraction. */
  information: number;
  /** Error spent up to and including this look. */
  spent: number;
  /** Stop when z (two-sided: its size) is above this; infinite while nothing may be spent. */
  z: number;
  /** The p-value that corresponds to z at a single look, with the design's sides. */
  nominalP: number;
}

/**
 * At a few scheduled looks, how extreme must z be to stop? Boundaries that spend the error along `spending` (Lan and DeMets
 * 1983): each look's z is the root of P(first crossing at this look) = newly spent error, by recursive numerical integration
 * (Armitage, McPherson and Rowe 1969), within 1e-8. `information[k]`: units by look k as a share of those planned, rising, at
 * most 1. Sharper than always-valid numbers when looks are few; not valid at any other time.
 *
 * Throws `too-few-groups` without a look, `out-of-range` for `information[k]`, `alpha`, `spending`.
 *
 * @example groupSequential([0.5, 1]).map(({ z }) => z) // [2.963, 1.969]
 */
export function groupSequential(
  information: readonly number[],
  options: GroupSequentialOptions = {},
): PlannedLook[] {
  const { alpha = 0.05, sides = 2, spending = { family: 'obrien-fleming' } } = options;
  checkInformation(information);
  checkLevel('alpha', alpha);
  let surviving = START;
  let before = 0;
  return information.map((time, k) => {
    const spent = sides * spentBy(time, alpha / sides, spending);
    const z = boundary(surviving, time, spent - before, sides);
    before = spent;
    const next = (information[k + 1] ?? time + 1) - time;
    const limit = z * Math.sqrt(time);
    surviving = survive(surviving, time, 0, sides === 2 ? -limit : Number.NEGATIVE_INFINITY, limit, next);
    return { information: time, spent, z, nominalP: Math.min(1, sides * normalSf(z)) };
  });
}

/** The z that is first passed at `time` with probability `error`. */
function boundary(surviving: Surviving, time: number, error: number, sides: 1 | 2): number {
  const logCrossing = (z: number): number => {
    const { above } = passing(surviving, time, 0, z * Math.sqrt(time));
    // The null process is symmetric about zero, and so are two-sided boundaries.
    return Math.log(sides * above) - Math.log(error);
  };
  const highest = 37;
  if (!(error > 0) || logCrossing(highest) > 0) return Number.POSITIVE_INFINITY;
  const lowest = sides === 2 ? 0 : -highest;
  if (logCrossing(lowest) < 0) return lowest;
  // Log probabilities, so that the tiniest error is met as exactly as the largest; far out they are no numbers, but large.
  return findRoot((z) => Math.max(logCrossing(z), -1e6), lowest, highest);
}

export function checkInformation(information: readonly number[]): void {
  checkAtLeast('information', information, 1, 'looks');
  for (const [k, time] of information.entries()) {
    if (time > (information[k - 1] ?? 0) && time <= 1) continue;
    throw new DomainError(
      'out-of-range',
      `information[${k}]`,
      `${time} does not rise towards 1`,
      'Give rising shares of the planned units, at most 1',
    );
  }
}
