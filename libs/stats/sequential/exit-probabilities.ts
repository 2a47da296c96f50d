import { checkLevel, checkNumber, checkSameLength } from '../check.ts';
import { findRoot } from '../special/find-root.ts';
import { passing, START, survive } from './brownian-looks.ts';
import { checkInformation, type PlannedLook } from './group-sequential.ts';

export interface ExitProbabilities {
  /** P(the upper boundary is first crossed at look k). */
  above: number[];
  /** P(the lower boundary is first crossed at look k). */
  below: number[];
  /** P(a boundary is crossed at some look). */
  stopped: number;
  /** Expected information at the end, as a share of the planned one: 1 means never an early stop. */
  expectedInformation: number;
}

/**
 * How probably does a test with scheduled looks stop, where, and after how much data? For z boundaries `upper` (and
 * `lower`, else none) at the looks of `information`, when the true effect makes the expected z at the end `drift` (0: no
 * effect; 2.8 is 80 % power of a single look). Recursive numerical integration (Armitage, McPherson and Rowe 1969;
 * Jennison and Turnbull 2000).
 *
 * Throws `out-of-range` for `information[k]` and `drift`, `inconsistent-counts` where lengths differ.
 *
 * @example exitProbabilities([0.5, 1], { upper: [2.9626, 1.9686], lower: [-2.9626, -1.9686] }, { drift: 2.8 }).stopped
 * // 0.7981
 */
export function exitProbabilities(
  information: readonly number[],
  { upper, lower }: { upper: readonly number[]; lower?: readonly number[] },
  { drift = 0 }: { drift?: number } = {},
): ExitProbabilities {
  checkInformation(information);
  checkSameLength('upper', upper, information.length);
  if (lower !== undefined) checkSameLength('lower', lower, information.length);
  checkNumber('drift', drift);
  const above: number[] = [];
  const below: number[] = [];
  let surviving = START;
  let stopped = 0;
  let expectedInformation = 0;
  for (const [k, time] of information.entries()) {
    const high = (upper[k] ?? Number.POSITIVE_INFINITY) * Math.sqrt(time);
    const low = (lower?.[k] ?? Number.NEGATIVE_INFINITY) * Math.sqrt(time);
    const up = passing(surviving, time, drift, high).above;
    const down = passing(surviving, time, drift, low).below;
    above.push(up);
    below.push(down);
    stopped += up + down;
    expectedInformation += (up + down) * time;
    const next = (information[k + 1] ?? time + 1) - time;
    surviving = survive(surviving, time, drift, low, high, next);
  }
  expectedInformation += Math.max(0, 1 - stopped) * (information.at(-1) ?? 1);
  return { above, below, stopped, expectedInformation };
}

/**
 * The expected z at the end (effect / standard error at the planned size) at which a design from `groupSequential` finds
 * the effect, on its side, with the wanted power. Its square over that of a single look, (z_(1-α/2) + z_power)², is how
 * much larger the planned size must be because of the looks.
 *
 * Throws `out-of-range` for `power`.
 *
 * @example driftForPower(groupSequential([0.5, 1]), 0.8) // 2.807
 */
export function driftForPower(
  looks: readonly PlannedLook[],
  { power = 0.8 }: { power?: number } = {},
): number {
  checkLevel('power', power);
  const information = looks.map((look) => look.information);
  const upper = looks.map(({ z }) => z);
  const missing = (drift: number) =>
    exitProbabilities(information, { upper }, { drift }).above.reduce((sum, value) => sum + value, 0) - power;
  return findRoot(missing, -20, 40);
}
