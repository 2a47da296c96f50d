import { bestOrder, orderTruth, valuedOrders, type World } from '#stats';
import type { Adapter } from '../golden.ts';

interface Input {
  readonly steps: number;
  readonly log_cumhaz_step: readonly number[];
  readonly log_position: readonly number[];
  readonly carryover_log: readonly (readonly number[])[];
  readonly exit_prob_step: readonly number[];
  readonly frailty_var: number;
}

export const answer: Adapter<Input> = (input) => {
  const world: World = {
    name: 'golden',
    logHazard: input.log_cumhaz_step,
    position: input.log_position,
    carryOver: input.carryover_log,
    exit: input.exit_prob_step,
    frailty: input.frailty_var,
  };
  const { best, worst } = bestOrder(world);
  return {
    value_incumbent: orderTruth(world, [...world.logHazard.keys()]).value,
    value_best: best.value,
    best_order: best.order,
    value_worst: worst.value,
    worst_order: worst.order,
    lexicographic_first12: valuedOrders(world)
      .slice(0, 12)
      .map(({ order, value }) => ({ order, value })),
  };
};
