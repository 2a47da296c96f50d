import { hazardRatios, logRank } from '#stats';
import { groupsOf, type TimesAndEvents } from '../durations.ts';
import type { Adapter } from '../golden.ts';

interface Input extends TimesAndEvents {
  readonly group: readonly number[];
}

export const answer: Adapter<Input> = (input) => {
  const groups = groupsOf(input);
  const test = logRank(groups);
  // R's survdiff(rho = 1), which it calls Peto and Peto's, weighs by the Kaplan-Meier curve just before the time.
  const early = logRank(groups, { weights: { rho: 1, gamma: 0 } });
  const efron = hazardRatios(groups);
  const breslow = hazardRatios(groups, { ties: 'breslow' });
  return {
    observed: test.groups.map(({ observed }) => observed),
    expected: test.groups.map(({ expected }) => expected),
    chisq: test.chiSquare,
    df: test.degreesOfFreedom,
    p: test.pValue,
    peto_peto_chisq: early.chiSquare,
    peto_peto_p: early.pValue,
    cox_efron_loghr: efron.kind === 'estimate' ? efron.coefficients.map(({ estimate }) => estimate) : null,
    cox_efron_se:
      efron.kind === 'estimate' ? efron.coefficients.map(({ standardError }) => standardError) : null,
    cox_breslow_loghr:
      breslow.kind === 'estimate' ? breslow.coefficients.map(({ estimate }) => estimate) : null,
  };
};
