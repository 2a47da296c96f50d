import { valueFromLogs } from '#stats';
import type { Adapter } from '../golden.ts';

interface Input {
  readonly steps: number;
  readonly log: readonly {
    readonly order: readonly number[];
    readonly prob: number;
    readonly events: readonly (readonly [step: number, outcome: 'none' | 'reply' | 'exit'])[];
  }[];
  readonly target_order: readonly number[];
  readonly value_to_go_model: readonly number[];
}

export const answer: Adapter<Input> = ({ log, target_order, value_to_go_model }) => {
  const zeroBased = (order: readonly number[]) => order.map((step) => step - 1);
  const { ips, selfNormalized, perDecision, doublyRobust, effectiveSize } = valueFromLogs(
    log.map(({ order, prob, events }) => ({
      order: zeroBased(order),
      probability: prob,
      outcomes: events.map(([, outcome]) => outcome),
    })),
    zeroBased(target_order),
    { valueToGo: value_to_go_model },
  );
  return {
    ips: ips.value,
    ips_se: ips.standardError,
    snips: selfNormalized?.value ?? null,
    snips_se: selfNormalized?.standardError ?? null,
    ess_trajectory: effectiveSize,
    per_decision_ips: perDecision.value,
    per_decision_ips_se: perDecision.standardError,
    doubly_robust: doublyRobust?.value ?? null,
    doubly_robust_se: doublyRobust?.standardError ?? null,
  };
};
