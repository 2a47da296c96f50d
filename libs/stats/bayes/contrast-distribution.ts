import type { LogitBeta } from '../quadrature/logit-beta.ts';
import type { Distribution } from './quantile-of.ts';
import { contrastAt, type RateContrast } from './rate-contrast.ts';

/** The contrast's distribution with first guesses of its quantiles by its first three cumulants (Cornish and Fisher 1938). */
export function contrastDistribution(contrast: RateContrast): Distribution {
  const { scale, control, treatment } = contrast;
  const cumulants = scale === 'difference' ? cumulantsOfRate : cumulantsOfLog;
  const one = cumulants(control);
  const two = cumulants(treatment);
  const mean = two.first - one.first;
  const variance = one.second + two.second;
  const skew = (two.third - one.third) / variance ** 1.5 / 6;
  const sd = Math.sqrt(variance);
  return {
    lowest: scale === 'difference' ? -1 : Number.NEGATIVE_INFINITY,
    highest: scale === 'difference' ? 1 : Number.POSITIVE_INFINITY,
    at: (v) => contrastAt(contrast, v),
    guess: (z) => mean + sd * (z + skew * (z * z - 1)),
  };
}

interface Cumulants {
  first: number;
  second: number;
  third: number;
}

function cumulantsOfRate({ a, b, mean, rest }: LogitBeta): Cumulants {
  const n = a + b;
  const second = (mean * rest) / (n + 1);
  return { first: mean, second, third: (2 * second * (rest - mean)) / (n + 2) };
}

/** Digamma functions at a less those at a + b, by the first terms of their series; a guess needs no more. */
function cumulantsOfLog({ a, b }: LogitBeta): Cumulants {
  const n = a + b;
  return {
    first: Math.log(a / n) - (1 / a - 1 / n) / 2 - (1 / a ** 2 - 1 / n ** 2) / 12,
    second: 1 / a - 1 / n + (1 / a ** 2 - 1 / n ** 2) / 2 + (1 / a ** 3 - 1 / n ** 3) / 6,
    third: 1 / n ** 2 - 1 / a ** 2 + 1 / n ** 3 - 1 / a ** 3,
  };
}
