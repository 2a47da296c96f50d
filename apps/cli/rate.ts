import { z } from 'zod';
import { grouped, percent } from './table.ts';

/** A rate as every read-out carries it. */
export const rateAnswer = z.looseObject({
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  trials: z.int(),
});

/** `5.22 %`, `4.79 % - 5.68 %` and `9,597`, or dashes where there is nothing yet. */
export function rateCells({ value, low, high, trials }: z.infer<typeof rateAnswer>): string[] {
  return [
    value === null ? '-' : percent(value),
    low === null || high === null ? '-' : `${percent(low)} - ${percent(high)}`,
    grouped(trials),
  ];
}
