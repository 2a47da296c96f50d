import { checkAtLeast, checkFinite, checkLevel } from '../check.ts';
import type { Confidence } from '../confidence.ts';

export interface CredibleSet {
  /** Indices, most probable first. */
  members: number[];
  probability: number;
}

/**
 * Which alternatives are still in the race? The smallest set that holds at least `level` of the probability. Throws
 * `out-of-range` for `level` and a probability that is no number, `too-few-groups` without an alternative.
 * Highest-density set: Box and Tiao (1973).
 *
 * @example credibleSet([0.05, 0.68, 0.27]) // { members: [1, 2], probability: 0.95 }
 */
export function credibleSet(
  probabilities: readonly number[],
  { level = 0.95 }: Confidence = {},
): CredibleSet {
  checkAtLeast('probabilities', probabilities, 1, 'alternatives');
  checkLevel('level', level);
  for (const [k, value] of probabilities.entries()) {
    checkFinite(`probabilities[${k}]`, value);
  }
  const order = probabilities.map((value, index) => ({ value, index }));
  order.sort((left, right) => right.value - left.value || left.index - right.index);
  const members: number[] = [];
  let probability = 0;
  for (const { value, index } of order) {
    members.push(index);
    probability += value;
    if (probability >= level) break;
  }
  return { members, probability };
}
