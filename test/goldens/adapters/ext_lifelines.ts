import { hazardRatioPower, hazardRatioUnits, logRank } from '#stats';
import { groupsOf, type TimesAndEvents } from '../durations.ts';
import type { Adapter, Value } from '../golden.ts';

interface Input extends Partial<TimesAndEvents> {
  readonly group?: readonly number[];
  readonly dataset?: string;
  readonly n_exp?: number;
  readonly n_con?: number;
  readonly p_exp?: number;
  readonly p_con?: number;
  readonly hr?: number;
  readonly alpha?: number;
}

/**
 * Weeks of remission of 21 pairs of children with leukemia, placebo and 6-mercaptopurine (Freireich et al. 1963, "The effect of
 * 6-mercaptopurine on the duration of steroid-induced remissions in acute leukemia", Blood 21).
 */
const PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23];
const TREATED = [6, 6, 6, 7, 10, 13, 16, 22, 23];
const TREATED_STILL_IN_REMISSION = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35];
const FREIREICH = [
  PLACEBO.map((time) => ({ time, event: true })),
  [
    ...TREATED.map((time) => ({ time, event: true })),
    ...TREATED_STILL_IN_REMISSION.map((time) => ({ time, event: false })),
  ],
];

export const answer: Adapter<Input> = (input) => {
  if (input.n_exp !== undefined) return power(input);
  const { time, event, group } = input;
  const groups =
    time === undefined || event === undefined || group === undefined
      ? FREIREICH
      : groupsOf({ time, event, group });
  const test = logRank(groups);
  return {
    chisq: test.chiSquare,
    p: test.pValue,
    logrank: test.chiSquare,
    wilcoxon: logRank(groups, { weights: 'gehan-wilcoxon' }).chiSquare,
    tarone_ware: logRank(groups, { weights: 'tarone-ware' }).chiSquare,
    peto: logRank(groups, { weights: 'peto-peto' }).chiSquare,
  };
};

function power(input: Input): Record<string, Value> {
  const { n_exp = 0, n_con = 0, p_exp = 0, p_con = 0, hr = 1, alpha = 0.05 } = input;
  const plan = {
    hazardRatio: hr,
    alpha,
    control: { units: n_con, eventShare: p_con },
    treatment: { units: n_exp, eventShare: p_exp },
  };
  const units = hazardRatioUnits(plan);
  return {
    power: hazardRatioPower(plan),
    n_for_80pct_ratio1: [Math.ceil(units.treatment), Math.ceil(units.control)],
  };
}
