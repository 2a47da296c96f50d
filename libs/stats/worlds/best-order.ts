import { DomainError } from '../domain-error.ts';
import { admissibleOrders } from '../reorder/admissible-orders.ts';
import { orderTruth } from './order-truth.ts';
import type { World } from './world.ts';

export interface ValuedOrder {
  order: number[];
  value: number;
}

const MOST_STEPS = 8;

/**
 * Every order of a world with its true value, in lexicographic order; up to 8 steps. Errors as `orderTruth`,
 * and out-of-range (`world.logHazard`) for more.
 *
 * @example valuedOrders(WORLDS.primer)[0] // { order: [0, 1, 2, 3, 4], value: 0.1596 }
 */
export function valuedOrders(world: World): ValuedOrder[] {
  const steps = world.logHazard.length;
  if (steps > MOST_STEPS) {
    throw new DomainError(
      'out-of-range',
      'world.logHazard',
      `${steps} steps have too many orders to look at all`,
      `Give ${MOST_STEPS} steps at most`,
    );
  }
  const { orders } = admissibleOrders(steps, {}, { limit: 50_000 });
  return orders.map((order) => ({ order, value: orderTruth(world, order).value }));
}

/**
 * Which order of a world is truly the best, and which the worst? By looking at every order, up to 8 steps; of equal ones
 * (within 1e-13) the first in lexicographic order. Errors as `valuedOrders`.
 *
 * @example bestOrder(WORLDS.primer).best.order // [2, 3, 0, 1, 4]
 */
export function bestOrder(world: World): { best: ValuedOrder; worst: ValuedOrder } {
  const all = valuedOrders(world);
  const pick = (sign: number): ValuedOrder =>
    all.reduce((kept, next) => (sign * (next.value - kept.value) > 1e-13 ? next : kept));
  return { best: pick(1), worst: pick(-1) };
}
