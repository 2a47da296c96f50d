import { checkCount } from '../check.ts';
import { drawMultinomial } from '../random/draw-multinomial.ts';
import type { Random } from '../random/random.ts';
import type { StepRisk } from '../steps/step-survival.ts';
import { orderTruth } from './order-truth.ts';
import type { World } from './world.ts';

export interface SimulatedOrder {
  enrollments: number;
  replies: number;
  /** By position. */
  steps: StepRisk[];
}

/**
 * What would be counted after sending an order to so many contacts of a world? One multinomial draw over reply, exit and
 * end at each position: exactly the distribution of simulating every contact, at the cost of a dozen numbers. Errors as
 * `orderTruth`, and `not-a-count` for `enrollments`.
 *
 * @example simulateOrder(WORLDS.null, [0, 1, 2, 3, 4], 1000, seeded(1)).replies // 180
 */
export function simulateOrder(
  world: World,
  order: readonly number[],
  enrollments: number,
  random: Random,
): SimulatedOrder {
  checkCount('enrollments', enrollments);
  const outcomes = drawOutcomes(world, order, enrollments, random);
  let atRisk = enrollments;
  let replies = 0;
  const steps = order.map((_, p): StepRisk => {
    const step = { atRisk, successes: outcomes.replies[p] ?? 0, otherExits: outcomes.exits[p] ?? 0 };
    atRisk -= step.successes + step.otherExits;
    replies += step.successes;
    return step;
  });
  return { enrollments, replies, steps };
}

export interface Outcomes {
  replies: number[];
  exits: number[];
}

export function drawOutcomes(
  world: World,
  order: readonly number[],
  enrollments: number,
  random: Random,
  sent?: readonly boolean[],
): Outcomes {
  const { replies, exits, finishes } = orderTruth(world, order, sent);
  const counts = drawMultinomial(random, enrollments, [...replies, ...exits, finishes]);
  return { replies: counts.slice(0, order.length), exits: counts.slice(order.length, 2 * order.length) };
}
