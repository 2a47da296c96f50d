import { admissibleOrders, kendallDistance, type OrderConstraints } from './admissible-orders.ts';
import { indexRule } from './index-rule.ts';
import { type OrderStep, orderValue, type Payoff } from './order-value.ts';

export interface CandidateOrder {
  order: number[];
  /** Value of the candidate minus that of 0, 1, 2, …, if every step did the same wherever it stands. */
  modelGain: number;
}

const MOST_ORDERS = 5040;

/**
 * Which admissible order deserves a test? The one that would bring the most if every step did the same wherever it
 * stands; of equal ones the closest to the incumbent. Without constraints that is the index rule; else every admissible
 * order is valued while there are at most 5,040, and from there on single steps are moved for as long as that helps.
 * Null where no order is admissible. Errors as `indexRule` and `admissibleOrders`.
 *
 * @example candidateOrder([{ reply: 0.03, exit: 0.1 }, { reply: 0.09, exit: 0.1 }])?.order // [1, 0]
 */
export function candidateOrder(
  steps: readonly OrderStep[],
  constraints: OrderConstraints = {},
  payoff: Payoff = {},
): CandidateOrder | null {
  const value = (order: readonly number[]): number => orderValue(steps, order, payoff).value;
  const { orders, complete } = admissibleOrders(steps.length, constraints, { limit: MOST_ORDERS });
  const [first] = orders;
  if (first === undefined) return null;
  const incumbent = steps.map((_, k) => k);
  const start = complete ? orders : climb(steps, constraints, payoff, first);
  let best = first;
  for (const order of start) {
    const gain = value(order) - value(best);
    const closer = kendallDistance(order) < kendallDistance(best);
    if (gain > TIE || (gain > -TIE && closer)) best = order;
  }
  return { order: best, modelGain: value(best) - value(incumbent) };
}

const TIE = 1e-12;

/** Moves one step at a time from an admissible order, and from the index order where that is admissible. */
function climb(
  steps: readonly OrderStep[],
  constraints: OrderConstraints,
  payoff: Payoff,
  first: number[],
): number[][] {
  const index = indexRule(steps, payoff).order;
  const starts = isAdmissible(index, constraints) ? [first, index] : [first];
  return starts.map((start) => {
    let best = start;
    for (;;) {
      const next = moves(best)
        .filter((order) => isAdmissible(order, constraints))
        .map((order) => ({ order, value: orderValue(steps, order, payoff).value }))
        .reduce((kept, move) => (move.value > kept.value + TIE ? move : kept), {
          order: best,
          value: orderValue(steps, best, payoff).value,
        });
      if (next.order === best) return best;
      best = next.order;
    }
  });
}

/** Every order that differs by moving a run of one or two steps. */
function moves(order: readonly number[]): number[][] {
  return [1, 2].flatMap((size) =>
    order.flatMap((_, from) => {
      const run = order.slice(from, from + size);
      const rest = [...order.slice(0, from), ...order.slice(from + size)];
      return run.length < size
        ? []
        : rest.concat([-1]).map((_, to) => [...rest.slice(0, to), ...run, ...rest.slice(to)]);
    }),
  );
}

function isAdmissible(order: readonly number[], constraints: OrderConstraints): boolean {
  const { pinned = [], before = [], together = [], mostSwaps = Number.POSITIVE_INFINITY } = constraints;
  return (
    pinned.every(({ step, position }) => order[position] === step) &&
    before.every(([one, two]) => order.indexOf(one) < order.indexOf(two)) &&
    together.every(([one, two]) => order.indexOf(one) + 1 === order.indexOf(two)) &&
    kendallDistance(order) <= mostSwaps
  );
}
