import { checkTwoRates, sharesOf, type TwoRates } from './two-rates.ts';

/**
 * NOT RECOMMENDED, here to compare with other software: the delta-method standard error of the lift (p̂2 - p̂1) / p̂1, √(p̂2 q̂2 /
 * (n2 p̂1²) + p̂2² q̂1 / (n1 p̂1³)). A normal interval from it is far off at few successes (1 of 400 against 7 of 380: from
 * -904 % to +2177 % where the exact posterior says +14 % to +3518 %); use `katz` or `koopman`. Null without a success in the
 * control.
 *
 * DomainError: not-a-count, inconsistent-counts, out-of-range, naming `control.trials` and the like.
 *
 * @example liftDeltaSe({ control: { successes: 24, trials: 1000 }, treatment: { successes: 41, trials: 1000 } }) // 0.4324
 */
export function liftDeltaSe(rates: TwoRates): number | null {
  checkTwoRates(rates);
  const { control, treatment } = rates;
  if (control.successes === 0) return null;
  const { p1, p2 } = sharesOf(rates);
  const ratio = p2 / p1;
  return Math.sqrt(
    (p2 * (1 - p2)) / treatment.trials / p1 ** 2 + (ratio ** 2 * (1 - p1)) / control.successes,
  );
}
