import { checkAtLeast, checkFinite, checkNumber, checkOrder, checkProbability } from '../check.ts';
import { DomainError } from '../domain-error.ts';

/** A step as if it did the same wherever it stands: chances of those who get it. */
export interface OrderStep {
  reply: number;
  exit: number;
  /** Of sending it, in units of `value`; default 0. */
  cost?: number;
}

export interface Payoff {
  /** What a reply is worth; default 1. */
  value?: number;
  /** What an exit costs; default 0. */
  exitPenalty?: number;
}

export interface OrderValue {
  /** Expected value of one enrollment. */
  value: number;
  replies: number;
  exits: number;
  sends: number;
}

/**
 * What does an order of steps bring per enrollment, if every step does the same wherever it stands? Replies, exits and
 * sends expected by going through the order, and their value: replies · value - exits · penalty - costs. Throws as
 * `indexRule`, and `inconsistent-counts` or `out-of-range` for an `order` that does not hold every step once.
 *
 * @example orderValue([{ reply: 0.05, exit: 0.03 }, { reply: 0.04, exit: 0.001 }], [1, 0]).replies // 0.08795
 */
export function orderValue(
  steps: readonly OrderStep[],
  order: readonly number[],
  payoff: Payoff = {},
): OrderValue {
  checkSteps(steps, payoff);
  checkOrder('order', order, steps.length);
  const { value: worth = 1, exitPenalty = 0 } = payoff;
  let left = 1;
  const sum = { value: 0, replies: 0, exits: 0, sends: 0 };
  for (const index of order) {
    const { reply, exit, cost = 0 } = steps[index] as OrderStep;
    sum.sends += left;
    sum.replies += left * reply;
    sum.exits += left * exit;
    sum.value += left * (worth * reply - exitPenalty * exit - cost);
    left *= 1 - reply - exit;
  }
  return sum;
}

export function checkSteps(steps: readonly OrderStep[], { value = 1, exitPenalty = 0 }: Payoff): void {
  checkAtLeast('steps', steps, 1, 'steps');
  checkNumber('payoff.value', value);
  checkFinite('payoff.exitPenalty', exitPenalty);
  for (const [k, { reply, exit, cost = 0 }] of steps.entries()) {
    checkProbability(`steps[${k}].reply`, reply);
    checkProbability(`steps[${k}].exit`, exit);
    checkNumber(`steps[${k}].cost`, cost);
    if (reply + exit > 1 + 1e-12) {
      throw new DomainError(
        'out-of-range',
        `steps[${k}].exit`,
        `reply and exit add up to ${reply + exit}`,
        'Keep their sum at most 1',
      );
    }
  }
}
