import { type MeanSummary, summarizeCounts, summarizeSums } from '#stats';

/** An arm as experimentation platforms add it up; without squares the sum counts conversions. */
export interface SumsOfArm {
  readonly n: number;
  readonly sum: number;
  readonly sum_squares?: number;
}

export function summaryOf({ n, sum, sum_squares: sumOfSquares }: SumsOfArm): MeanSummary {
  return sumOfSquares === undefined
    ? summarizeCounts({ successes: sum, trials: n })
    : summarizeSums({ n, sum, sumOfSquares });
}
