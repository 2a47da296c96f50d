import { checkCount, checkOrder } from '../check.ts';
import { DomainError } from '../domain-error.ts';

/** What an order must keep. Steps and positions are 0-based. */
export interface OrderConstraints {
  /** Steps that stay in a position: a break-up that comes last, for example. */
  pinned?: readonly { step: number; position: number }[];
  /** The first comes somewhere before the second: a thread that refers back, a prerequisite. */
  before?: readonly (readonly [number, number])[];
  /** The second follows the first at once: a pair of which one prepares the other. */
  together?: readonly (readonly [number, number])[];
  /** At most so many pairs may swap their order against 0, 1, 2, … (Kendall 1938). */
  mostSwaps?: number;
}

export interface AdmissibleOrders {
  orders: number[][];
  /** False when there are more than `limit`, or when the search was given up: see `MOST_TRIED`. */
  complete: boolean;
}

/** Beyond these the constraints leave too few orders among too many to be found one step at a time. */
const MOST_TRIED = 2_000_000;
const MOST_STEPS = 200;

/**
 * Which orders of the steps may be proposed at all? In lexicographic order, up to `limit` of them. Constraints that
 * contradict each other leave no order. Throws `not-a-count` for `steps` and `limit`, `out-of-range` for over 200 steps and a step or a position that
 * is not there (`pinned[i].step`, `pinned[i].position`, `before[i][0]`, `together[i][1]` and the like).
 *
 * @example admissibleOrders(3, { before: [[0, 2]] }).orders // [[0, 1, 2], [0, 2, 1], [1, 0, 2]]
 */
export function admissibleOrders(
  steps: number,
  constraints: OrderConstraints = {},
  { limit = 5040 }: { limit?: number } = {},
): AdmissibleOrders {
  checkCount('steps', steps);
  checkCount('limit', limit);
  if (steps > MOST_STEPS) {
    throw new DomainError(
      'out-of-range',
      'steps',
      `${steps} steps are too many`,
      `Give ${MOST_STEPS} steps at most`,
    );
  }
  checkConstraints(steps, constraints);
  const { mostSwaps = Number.POSITIVE_INFINITY } = constraints;
  const orders: number[][] = [];
  const order: number[] = [];
  let complete = true;
  let tried = 0;
  const extend = (swaps: number): void => {
    if (!complete) return;
    if (order.length === steps) {
      if (orders.length === limit) complete = false;
      else orders.push([...order]);
      return;
    }
    for (let step = 0; step < steps; step++) {
      if (++tried > MOST_TRIED) {
        complete = false;
        return;
      }
      if (order.includes(step) || !mayFollow(order, step, constraints)) continue;
      const more = swaps + order.filter((earlier) => earlier > step).length;
      if (more > mostSwaps) continue;
      order.push(step);
      extend(more);
      order.pop();
    }
  };
  extend(0);
  return { orders, complete };
}

function mayFollow(order: readonly number[], step: number, constraints: OrderConstraints): boolean {
  const { pinned = [], before = [], together = [] } = constraints;
  const position = order.length;
  const last = order.at(-1);
  return (
    pinned.every((pin) => (pin.step === step) === (pin.position === position)) &&
    before.every(([first, second]) => second !== step || order.includes(first)) &&
    together.every(([first, second]) => (last === first) === (second === step))
  );
}

/**
 * How many pairs stand in another order than in 0, 1, 2, … (Kendall 1938)? Throws `out-of-range` for `order` unless it
 * holds each of 0 … K - 1 once.
 *
 * @example kendallDistance([2, 0, 1, 3]) // 2
 */
export function kendallDistance(order: readonly number[]): number {
  checkOrder('order', order, order.length);
  let swaps = 0;
  for (const [i, step] of order.entries()) {
    swaps += order.slice(0, i).filter((earlier) => earlier > step).length;
  }
  return swaps;
}

function checkConstraints(
  steps: number,
  { pinned = [], before = [], together = [] }: OrderConstraints,
): void {
  const check = (field: string, step: number): void => {
    if (!Number.isInteger(step) || step < 0 || step >= steps) {
      throw new DomainError('out-of-range', field, `there is no ${step}`, `Count from 0 to ${steps - 1}`);
    }
  };
  for (const [i, pin] of pinned.entries()) {
    check(`pinned[${i}].step`, pin.step);
    check(`pinned[${i}].position`, pin.position);
  }
  for (const [field, pairs] of Object.entries({ before, together })) {
    for (const [i, [first, second]] of pairs.entries()) {
      check(`${field}[${i}][0]`, first);
      check(`${field}[${i}][1]`, second);
    }
  }
}
