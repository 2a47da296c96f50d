import { checkSteps, type OrderStep, type Payoff } from './order-value.ts';

export interface IndexRule {
  /** By step; null where a step ends nobody's way and costs nothing, so that its place does not matter. */
  index: (number | null)[];
  /** Steps, 0-based, best order first to last. */
  order: number[];
}

/**
 * In which order would the steps bring the most, if each did the same wherever it stands? Sorted by what a step earns
 * for each enrollment it ends, (v r - c - w u) / (r + u): by exchanging neighbours no other order is better (the ratio
 * rule of sequential search; Smith 1956). Without exits and costs all orders bring the same replies. A hypothesis to
 * test, never a finding: with one fixed order step, position and history cannot be told apart. Equal steps keep their
 * order. Throws `too-few-groups` for `steps`, `out-of-range` for `steps[k].reply`, `steps[k].exit` (their sum above 1,
 * too), `steps[k].cost`, `payoff.value`, `payoff.exitPenalty`.
 *
 * @example indexRule([{ reply: 0.05, exit: 0.03 }, { reply: 0.04, exit: 0.001 }], { exitPenalty: 0.5 }).order // [1, 0]
 */
export function indexRule(steps: readonly OrderStep[], payoff: Payoff = {}): IndexRule {
  checkSteps(steps, payoff);
  const { value = 1, exitPenalty = 0 } = payoff;
  const index = steps.map(({ reply, exit, cost = 0 }) => {
    const ends = reply + exit;
    const earns = value * reply - cost - exitPenalty * exit;
    if (ends > 0) return earns / ends;
    return earns === 0 ? null : earns * Number.POSITIVE_INFINITY;
  });
  const order = steps
    .map((_, k) => k)
    .sort(
      (a, b) => compare(index[b] ?? Number.NEGATIVE_INFINITY, index[a] ?? Number.NEGATIVE_INFINITY) || a - b,
    );
  return { index, order };
}

/** Infinite indices are equal to themselves, which a difference would not say. */
const compare = (a: number, b: number): number => (a === b ? 0 : a - b);
