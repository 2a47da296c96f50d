import { logRank } from '#stats';
import { groupsOf, type TimesAndEvents } from '../durations.ts';
import type { Adapter } from '../golden.ts';

interface Input extends TimesAndEvents {
  readonly group: readonly number[];
}

export const answer: Adapter<Input> = (input) => {
  const groups = groupsOf(input);
  return {
    logrank: logRank(groups).chiSquare,
    gehan_wilcoxon: logRank(groups, { weights: 'gehan-wilcoxon' }).chiSquare,
    tarone_ware: logRank(groups, { weights: 'tarone-ware' }).chiSquare,
    peto: logRank(groups, { weights: 'peto-peto' }).chiSquare,
  };
};
