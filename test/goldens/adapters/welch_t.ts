import { mannWhitney, studentT, summarizeSample, welch } from '#stats';
import type { Adapter, Value } from '../golden.ts';

interface Input {
  readonly control?: readonly number[];
  readonly treatment?: readonly number[];
  readonly n1?: number;
  readonly mean1?: number;
  readonly var1?: number;
  readonly n2?: number;
  readonly mean2?: number;
  readonly var2?: number;
  readonly conf_level?: number;
}

export const answer: Adapter<Input> = (input) => {
  const { control: first, treatment: second, conf_level: level = 0.95 } = input;
  const samples = first !== undefined && second !== undefined;
  const control = samples
    ? summarizeSample(first)
    : { n: input.n1 ?? 0, mean: input.mean1 ?? 0, variance: input.var1 ?? 0 };
  const treatment = samples
    ? summarizeSample(second)
    : { n: input.n2 ?? 0, mean: input.mean2 ?? 0, variance: input.var2 ?? 0 };
  const unequal = welch({ control, treatment }, { level });
  const pooled = studentT({ control, treatment }, { level });
  return {
    mean_control: control.mean,
    mean_treatment: treatment.mean,
    var_control: control.variance,
    var_treatment: treatment.variance,
    t: unequal.statistic,
    df: unequal.degreesOfFreedom,
    p: unequal.pValue,
    ci95: [unequal.low, unequal.high],
    student_t: pooled.statistic,
    student_p: pooled.pValue,
    ...(samples ? ranks(first, second) : {}),
  };
};

function ranks(control: readonly number[], treatment: readonly number[]): Record<string, Value> {
  const { u, pValue } = mannWhitney(control, treatment, { method: 'normal' });
  return { mann_whitney_U_treatment: u, mann_whitney_p_normal_cc: pValue };
}
