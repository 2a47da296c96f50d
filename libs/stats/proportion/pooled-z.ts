import { normalSf } from '../special/normal.ts';
import { checkTwoRates, type TwoRates } from './two-rates.ts';

/**
 * Are two rates equal? Score test with the pooled variance; z squared is Pearson's chi-square. A fixed-horizon p-value:
 * valid for one look. Where all trials or none are successes nothing speaks against equality: z = 0, p = 1.
 */
export function pooledZ(rates: TwoRates): { z: number; pValue: number } {
  checkTwoRates(rates);
  const { control, treatment } = rates;
  const pooled = (control.successes + treatment.successes) / (control.trials + treatment.trials);
  if (pooled === 0 || pooled === 1) return { z: 0, pValue: 1 };
  const difference = treatment.successes / treatment.trials - control.successes / control.trials;
  const z = difference / Math.sqrt(pooled * (1 - pooled) * (1 / control.trials + 1 / treatment.trials));
  return { z, pValue: 2 * normalSf(Math.abs(z)) };
}
