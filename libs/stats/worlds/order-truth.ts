import { checkOrder, checkSameLength } from '../check.ts';
import { checkWorld, type World } from './world.ts';

// Looked up once: see ../peak/curve.ts.
const { exp, log1p } = Math;

/** What truly happens to an enrollment, by position. */
export interface OrderTruth {
  /** P(replies by the end). */
  value: number;
  /** P(replies at the step in this position). */
  replies: number[];
  /** P(leaves after the step in this position). */
  exits: number[];
  /** P(goes through without either). */
  finishes: number;
}

/**
 * What is an order of steps truly worth in a world? In closed form: with Λ_p the summed hazards of the steps sent up to
 * position p and S(Λ) = (1 + φΛ)^(-1/φ) the Laplace transform of the gamma frailty (exp(-Λ) for φ = 0), P(reply at p) is
 * (S(Λ_(p-1)) - S(Λ_p)) ∏_(j<p) (1 - u_j). With `sent`, steps of some positions are skipped: they neither act nor drive
 * out, and the step after them follows the one sent before. Throws `inconsistent-counts` or `out-of-range` for
 * `world.position`, `world.exit[s]` and the like, and for `order`. Laplace transform of a gamma frailty: Hougaard
 * (1984).
 *
 * @example orderTruth(WORLDS.primer, [0, 1, 2, 3, 4]).value // 0.1596
 */
export function orderTruth(world: World, order: readonly number[], sent?: readonly boolean[]): OrderTruth {
  checkWorld(world);
  checkOrder('order', order, world.logHazard.length);
  if (sent !== undefined) checkSameLength('sent', sent, order.length);
  const survival = (hazard: number): number =>
    world.frailty === 0 ? exp(-hazard) : exp(-log1p(world.frailty * hazard) / world.frailty);
  let hazard = 0;
  let staying = 1;
  let before: number | null = null;
  const truth: OrderTruth = { value: 0, replies: [], exits: [], finishes: 0 };
  for (const [p, step] of order.entries()) {
    if (sent?.[p] === false) {
      truth.replies.push(0);
      truth.exits.push(0);
      continue;
    }
    const carried = before === null ? 0 : (world.carryOver[before]?.[step] ?? 0);
    const next = hazard + exp((world.logHazard[step] ?? 0) + (world.position[p] ?? 0) + carried);
    const reply = (survival(hazard) - survival(next)) * staying;
    const exit = world.exit[step] ?? 0;
    truth.value += reply;
    truth.replies.push(reply);
    truth.exits.push(survival(next) * staying * exit);
    staying *= 1 - exit;
    hazard = next;
    before = step;
  }
  return { ...truth, finishes: survival(hazard) * staying };
}
