import { checkCount } from '../check.ts';
import { DomainError } from '../domain-error.ts';
import type { Interval } from '../interval.ts';
import { wilson } from '../proportion/wilson.ts';
import { type EffectOptions, effectOf, type MeanEffect } from './effect.ts';
import { type FiellerLift, fiellerLift } from './mean-lift.ts';
import { checkSums, checkUnits, type MeanSummary, summarizeSums } from './mean-summary.ts';
import { welch } from './welch.ts';

/** Money of an arm: one sum per enrollment that bought, whatever the number of orders. */
export interface MoneySums {
  /** All enrollments, those without a purchase included. */
  enrollments: number;
  /** Enrollments with a purchase. */
  buyers: number;
  /** Σ money and Σ money² over the enrollments. */
  sum: number;
  sumOfSquares: number;
}

export interface MoneyPerEnrollment {
  /** What an enrollment is worth: the mean with the zeros in. */
  perEnrollment: MeanEffect;
  /** Share of enrollments that buy, with Wilson's interval. */
  buyRate: Interval & { value: number };
  /** What a purchase is worth; null fields without a buyer. */
  perBuyer: MeanEffect;
}

export interface MoneyComparison {
  /** Treatment minus control, per enrollment, by Welch's t test. */
  difference: MeanEffect;
  /** The same as a share of the control, with Fieller's interval. */
  lift: FiellerLift;
  control: MoneyPerEnrollment;
  treatment: MoneyPerEnrollment;
}

/**
 * What does an enrollment bring, and is that because more buy or because they buy more? Mean per enrollment (zeros in)
 * with its t interval, and its two parts: the rate of buyers and the mean per buyer. Decide on the first: it is what is
 * earned; the parts say why. A few large orders make any interval of a mean too optimistic while there are under about
 * 100 buyers. t interval: Student (1908); rate of buyers: Wilson (1927).
 *
 * Throws `inconsistent-counts` for more `buyers` than `enrollments` or money without a buyer (`sum`), else as `summarizeSums`.
 *
 * @example moneyPerEnrollment({ enrollments: 1000, buyers: 20, sum: 1980, sumOfSquares: 260000 }).perEnrollment
 * // { estimate: 1.98, low: 0.9865, high: 2.974 }
 */
export function moneyPerEnrollment(
  sums: MoneySums,
  { level = 0.95 }: EffectOptions = {},
): MoneyPerEnrollment {
  const { mean, variance, n } = summaryOf(sums, '');
  const { buyers, enrollments, sum, sumOfSquares } = sums;
  const buyer = buyers === 0 ? null : summarizeSums({ n: buyers, sum, sumOfSquares });
  return {
    perEnrollment: effectOf(mean, Math.sqrt(variance / n), n - 1, { level }),
    buyRate: { value: buyers / enrollments, ...wilson(buyers, enrollments, { level }) },
    perBuyer: effectOf(
      buyer?.mean ?? null,
      buyer === null ? null : Math.sqrt(buyer.variance / buyer.n),
      buyers - 1,
      { level },
    ),
  };
}

/**
 * Which arm earns more per enrollment, by how much and by what share? Difference by `welch`, lift by `fiellerLift` (never the
 * symmetric one, which fails for skewed money over a small base), and the parts of each arm. Errors as `moneyPerEnrollment`,
 * with `control.` or `treatment.` before the name.
 *
 * @example compareMoney({ control: { enrollments: 1000, buyers: 20, sum: 1980, sumOfSquares: 260000 },
 *   treatment: { enrollments: 1000, buyers: 34, sum: 3400, sumOfSquares: 450000 } }).difference.pValue
 * // 0.08872
 */
export function compareMoney(
  arms: { control: MoneySums; treatment: MoneySums },
  options: EffectOptions = {},
): MoneyComparison {
  const pair = {
    control: summaryOf(arms.control, 'control.'),
    treatment: summaryOf(arms.treatment, 'treatment.'),
  };
  const { level = 0.95 } = options;
  return {
    difference: welch(pair, options),
    lift: fiellerLift(pair, { level }),
    control: moneyPerEnrollment(arms.control, { level }),
    treatment: moneyPerEnrollment(arms.treatment, { level }),
  };
}

function summaryOf({ enrollments, buyers, sum, sumOfSquares }: MoneySums, field: string): MeanSummary {
  checkUnits(`${field}enrollments`, enrollments);
  checkSums(field, enrollments, { sum, sumOfSquares });
  checkCount(`${field}buyers`, buyers);
  if (buyers > enrollments) {
    throw new DomainError(
      'inconsistent-counts',
      `${field}buyers`,
      `${buyers} buyers among ${enrollments} enrollments`,
      'Count each enrollment at most once',
    );
  }
  if (buyers === 0 ? sumOfSquares > 0 : sum ** 2 > sumOfSquares * buyers * (1 + 1e-9)) {
    throw new DomainError(
      'inconsistent-counts',
      `${field}buyers`,
      `${buyers} buyers cannot have spent ${sum} with these squares`,
      'Count each enrollment with money as a buyer',
    );
  }
  return summarizeSums({ n: enrollments, sum, sumOfSquares });
}
