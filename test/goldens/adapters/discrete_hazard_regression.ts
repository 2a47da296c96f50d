import { type DiscreteHazard, discreteHazard, type HazardCell } from '#stats';
import type { Adapter, Value } from '../golden.ts';

interface Input {
  readonly step: readonly number[];
  readonly variant: readonly number[];
  readonly n: readonly number[];
  readonly replies: readonly number[];
}

export const answer: Adapter<Input> = ({ step, variant, n, replies }) => {
  const cells: HazardCell[] = step.map((at, i) => ({
    step: at,
    variant: variant[i] ?? 0,
    trials: n[i] ?? 0,
    successes: replies[i] ?? 0,
  }));
  // In the order of their numbers: the smallest variant is the control.
  cells.sort(
    (left, right) => Number(left.variant) - Number(right.variant) || Number(left.step) - Number(right.step),
  );
  const logit = discreteHazard(cells, { link: 'logit' });
  const cloglog = discreteHazard(cells, { link: 'cloglog' });
  if (logit.kind !== 'estimate' || cloglog.kind !== 'estimate') return {};
  return {
    logit_variant_coef: oneOrAll(logit, 'estimate'),
    logit_variant_se: oneOrAll(logit, 'standardError'),
    cloglog_variant_coef: oneOrAll(cloglog, 'estimate'),
    cloglog_variant_se: oneOrAll(cloglog, 'standardError'),
    logit_intercepts_by_step: logit.steps.map(({ intercept }) => intercept),
    interaction_lr_chisq: logit.interaction.chiSquare,
    interaction_df: logit.interaction.degreesOfFreedom,
    interaction_p: logit.interaction.pValue,
    deviance: logit.deviance,
  };
};

/** A number where there are two variants, else a list. */
function oneOrAll(fit: DiscreteHazard, field: 'estimate' | 'standardError'): Value {
  const values = fit.variants.map(({ effect }) => effect?.[field] ?? null);
  return values.length === 1 ? values[0] : values;
}
