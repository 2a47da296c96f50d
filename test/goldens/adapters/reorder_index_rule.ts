import { indexRule, orderValue } from '#stats';
import type { Adapter } from '../golden.ts';

interface Input {
  readonly reply_hazard: readonly number[];
  readonly exit_hazard: readonly number[];
  readonly cost: readonly number[];
  readonly value_reply: number;
  readonly penalty_exit: number;
}

export const answer: Adapter<Input> = (input) => {
  const { reply_hazard, exit_hazard, cost, value_reply, penalty_exit } = input;
  const steps = reply_hazard.map((reply, k) => ({ reply, exit: exit_hazard[k] ?? 0, cost: cost[k] ?? 0 }));
  const payoff = { value: value_reply, exitPenalty: penalty_exit };
  const { index, order } = indexRule(steps, payoff);
  const current = orderValue(steps, [...steps.keys()], payoff);
  const optimal = orderValue(steps, order, payoff);
  return {
    index,
    optimal_order_1based: order.map((step) => step + 1),
    value_current: current.value,
    value_optimal: optimal.value,
    // The same exchange of neighbours that makes the order the best makes its reverse the worst.
    value_worst: orderValue(steps, [...order].reverse(), payoff).value,
    replies_current: current.replies,
    replies_optimal: optimal.replies,
    unsub_current: current.exits,
    unsub_optimal: optimal.exits,
    sends_current: current.sends,
    sends_optimal: optimal.sends,
  };
};
