import {
  againstControl,
  comparePosteriors,
  drawBeta,
  drawBinomial,
  type EffectScale,
  koopman,
  miettinenNurminen,
  type RateCount,
  rateEstimates,
  seeded,
  type TwoRates,
} from '#stats';
import { band, type Claim, shareOf } from './claim.ts';
import { between, bounded, inside } from './coverage.ts';

/** Do the intervals of comparisons hold what they should, with few successes and with several arms? */
export function comparisons(runs: number): Claim[] {
  const random = seeded(107);
  const arm = (rate: number, from: number, to: number): RateCount => {
    const trials = Math.round(between(random, from, to));
    return { trials, successes: drawBinomial(random, trials, rate) };
  };
  /** About five successes an arm. */
  const few = (holds: (rates: TwoRates, p1: number, p2: number) => boolean) =>
    shareOf(runs, () => {
      const [p1, p2] = [between(random, 0.02, 0.1), between(random, 0.02, 0.1)];
      return holds({ control: arm(p1, 40, 150), treatment: arm(p2, 40, 150) }, p1, p2);
    });
  const credible = (scale: EffectScale) =>
    shareOf(runs, () => {
      const [p1, p2] = [drawBeta(random, 0.5, 0.5), drawBeta(random, 0.5, 0.5)];
      const rates = { control: arm(p1, 20, 500), treatment: arm(p2, 20, 500) };
      return inside(comparePosteriors(rates, { scale }), scale === 'lift' ? p2 / p1 - 1 : p2 - p1);
    });
  const together = shareOf(runs, () => {
    const truths = Array.from({ length: 4 }, () => between(random, 0.02, 0.2));
    const [control, ...treatments] = rateEstimates(truths.map((truth) => arm(truth, 400, 3000)));
    if (control === undefined) return false;
    const { differences } = againstControl(control, treatments);
    return differences.every((interval, i) => inside(interval, (truths[i + 1] ?? 0) - (truths[0] ?? 0)));
  });
  return [
    ...band(
      'Miettinen-Nurminen covers the difference, few successes',
      few((rates, p1, p2) => inside(miettinenNurminen(rates), p2 - p1)),
    ),
    ...band(
      'Koopman covers the ratio, few successes',
      few((rates, p1, p2) => inside(bounded(koopman(rates)), p2 / p1)),
    ),
    ...band('credible interval of the difference covers, truths from their prior', credible('difference')),
    ...band('credible interval of the lift covers, truths from their prior', credible('lift')),
    ...band('three arms against the control at once (Dunnett)', together),
  ];
}
