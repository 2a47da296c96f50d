/** One promise of the statistics with what the simulator says about it. */
export interface Claim {
  readonly metric: string;
  readonly value: number;
  readonly unit: string;
  readonly limit: 'must reach' | 'must stay under' | null;
  readonly bound: number | null;
}

export const reaches = (metric: string, value: number, bound: number, unit = 'of runs'): Claim => ({
  ...{ metric, value, unit, bound },
  limit: 'must reach',
});

export const staysUnder = (metric: string, value: number, bound: number, unit = 'of runs'): Claim => ({
  ...{ metric, value, unit, bound },
  limit: 'must stay under',
});

/** Of 95 %: neither too few nor too many. */
export const band = (metric: string, value: number): Claim[] => [
  reaches(metric, value, 0.93),
  staysUnder(`${metric}, at most`, value, 0.97),
];

/** Shown beside the claims, without a limit. */
export const shown = (metric: string, value: number, unit = 'of runs'): Claim => ({
  ...{ metric, value, unit },
  ...{ limit: null, bound: null },
});

export const holds = ({ value, limit, bound }: Claim): boolean =>
  limit === null || bound === null || (limit === 'must reach' ? value >= bound : value <= bound);

/** The same for a share from a few runs: within three standard errors of its limit. */
export function mayHold(claim: Claim, runs: number): boolean {
  if (claim.bound === null || claim.unit !== 'of runs') return holds(claim);
  const error = Math.sqrt((claim.bound * (1 - claim.bound)) / runs);
  const slack = claim.limit === 'must reach' ? -3 * error : 3 * error;
  return holds({ ...claim, bound: claim.bound + slack });
}

/** Share of runs in which something happens. */
export function shareOf(runs: number, happens: (run: number) => boolean): number {
  let count = 0;
  for (let run = 0; run < runs; run++) count += Number(happens(run));
  return count / runs;
}
