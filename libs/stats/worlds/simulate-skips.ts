import { checkProbability } from '../check.ts';
import { drawMultinomial } from '../random/draw-multinomial.ts';
import type { Random } from '../random/random.ts';
import type { SkipPoint } from '../reorder/skip-contrasts.ts';
import type { StepRisk } from '../steps/step-survival.ts';
import { drawOutcomes } from './simulate-order.ts';
import type { World } from './world.ts';

export interface SimulatedSkips {
  /** By position: who was at the decision point and what became of them, sent and skipped. */
  points: SkipPoint[];
  /** By position: those it was sent to. */
  steps: StepRisk[];
  replies: number;
}

/**
 * What would be counted if every step of the order were skipped at random with probability `skip`, independently? One draw
 * over the 2^K patterns of skips, then one over the outcomes of each. Throws `out-of-range` for `skip`.
 *
 * @example simulateSkips(WORLDS.primer, [0, 1, 2, 3, 4],
 *   { enrollments: 5000, skip: 0.1 }, seeded(1)).points[2].skipped.units
 * // 413
 */
export function simulateSkips(
  world: World,
  order: readonly number[],
  options: { enrollments: number; skip: number },
  random: Random,
): SimulatedSkips {
  const { enrollments, skip } = options;
  checkProbability('skip', skip);
  const patterns = Array.from({ length: 2 ** order.length }, (_, bits) =>
    order.map((_, p) => ((bits >> p) & 1) === 0),
  );
  const shares = patterns.map((sent) => sent.reduce((share, is) => share * (is ? 1 - skip : skip), 1));
  const arm = () => ({ units: 0, successes: 0, nextSuccesses: 0 });
  const points = order.map((): SkipPoint => ({ sent: arm(), skipped: arm() }));
  const steps = order.map((): StepRisk => ({ atRisk: 0, successes: 0, otherExits: 0 }));
  let replies = 0;
  for (const [i, count] of drawMultinomial(random, enrollments, shares).entries()) {
    const sent = patterns[i] ?? [];
    const outcomes = drawOutcomes(world, order, count, random, sent);
    let here = count;
    let toCome = outcomes.replies.reduce((sum, value) => sum + value, 0);
    replies += toCome;
    for (const [p, point] of points.entries()) {
      const at = sent[p] === true ? point.sent : point.skipped;
      at.units += here;
      at.successes += toCome;
      at.nextSuccesses += outcomes.replies[p + 1] ?? 0;
      const [replied, left] = [outcomes.replies[p] ?? 0, outcomes.exits[p] ?? 0];
      const step = steps[p];
      if (sent[p] === true && step !== undefined) {
        step.atRisk += here;
        step.successes += replied;
        step.otherExits += left;
      }
      toCome -= replied;
      here -= replied + left;
    }
  }
  return { points, steps, replies };
}
