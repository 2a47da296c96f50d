import { deltaLift, liftPower, moreUnitsFactor, smallestLift, summarizeSums, welch } from '#stats';
import type { Adapter, Value } from '../golden.ts';

interface Arm {
  readonly n: number;
  readonly sum: number;
  readonly sum_squares: number;
}

interface Input {
  readonly mean?: number;
  readonly sd?: number;
  readonly conversion_rate?: number;
  readonly effect_relative?: number;
  readonly relative_lift?: number;
  readonly n_total?: number;
  readonly users_per_week?: number;
  readonly weeks?: number;
  readonly variations?: number;
  readonly alpha?: number;
  readonly power?: number;
  readonly var_a?: number;
  readonly mean_a?: number;
  readonly n_a?: number;
  readonly var_b?: number;
  readonly mean_b?: number;
  readonly n_b?: number;
  readonly a?: Arm;
  readonly b?: Arm;
  readonly target_mde?: number;
}

export const answer: Adapter<Input> = (input) => {
  if (input.a !== undefined && input.b !== undefined) return midExperiment(input, input.a, input.b);
  if (input.var_a !== undefined) return varianceOfDifference(input);
  if (input.users_per_week !== undefined) return weekly(input, input.users_per_week);
  const unitsPerArm = (input.n_total ?? 0) / (input.variations ?? 2);
  return { power: powerAt(input, unitsPerArm), mde_relative: mdeAt(input, unitsPerArm) };
};

function metric({ conversion_rate, mean = 0, sd = 0 }: Input): { mean: number; variance: number } {
  return conversion_rate === undefined
    ? { mean, variance: sd ** 2 }
    : { mean: conversion_rate, variance: conversion_rate * (1 - conversion_rate) };
}

function powerAt(input: Input, unitsPerArm: number): number {
  const { effect_relative = 0, relative_lift = effect_relative, alpha = 0.05 } = input;
  return liftPower({ ...metric(input), lift: relative_lift, unitsPerArm, alpha });
}

function mdeAt(input: Input, unitsPerArm: number): number | null {
  const { alpha = 0.05, power = 0.8 } = input;
  return smallestLift({ ...metric(input), unitsPerArm, alpha, power });
}

function weekly(input: Input, usersPerWeek: number): Record<string, Value> {
  const { weeks = 0, variations = 2 } = input;
  const units = Array.from({ length: weeks }, (_, week) => ((week + 1) * usersPerWeek) / variations);
  return { power: units.map((n) => powerAt(input, n)), mde: units.map((n) => mdeAt(input, n)) };
}

function varianceOfDifference(input: Input): Record<string, Value> {
  const arms = {
    control: { n: input.n_a ?? 0, mean: input.mean_a ?? 0, variance: input.var_a ?? 0 },
    treatment: { n: input.n_b ?? 0, mean: input.mean_b ?? 0, variance: input.var_b ?? 0 },
  };
  return {
    absolute: (welch(arms).standardError ?? 0) ** 2,
    relative: (deltaLift(arms).standardError ?? 0) ** 2,
  };
}

function midExperiment(
  { target_mde = 0, power = 0.8, alpha = 0.05 }: Input,
  a: Arm,
  b: Arm,
): Record<string, Value> {
  const [control, treatment] = [a, b].map(({ n, sum, sum_squares }) =>
    summarizeSums({ n, sum, sumOfSquares: sum_squares }),
  );
  if (control === undefined || treatment === undefined) return {};
  const { standardError } = deltaLift({ control, treatment });
  return {
    scaling_frequentist:
      standardError === null ? null : moreUnitsFactor({ effect: target_mde, standardError, alpha, power }),
  };
}
