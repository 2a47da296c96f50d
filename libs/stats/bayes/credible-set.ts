import { checkAtLeast, checkLevel, checkNumber } from '../check.ts';

export interface CredibleSet {
  /** Indices, most probable first. */
  members: number[];
  probability: number;
}

/** The smallest set of alternatives that holds at least `level` of the probability. */
export function credibleSet(probabilities: readonly number[], level = 0.95): CredibleSet {
  checkAtLeast('probabilities', probabilities, 1, 'alternatives');
  checkLevel('level', level);
  for (const [k, value] of probabilities.entries()) {
    checkNumber(`probabilities[${k}]`, value);
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
