import {
  bernoulliSequence,
  clopperPearson,
  drawBeta,
  drawBinomial,
  type Interval,
  jeffreys,
  katz,
  newcombe,
  type Random,
  type RatioInterval,
  rateRatioSequence,
  runningConversions,
  seeded,
  stepIntervals,
  wilson,
} from '#stats';
import { band, type Claim, reaches, shareOf, shown, staysUnder } from './claim.ts';

export const inside = ({ low, high }: Interval, truth: number) => low <= truth && truth <= high;
/** A ratio that nothing bounds may be anything. */
export const bounded = ({ low, high }: RatioInterval): Interval => ({
  low: low ?? 0,
  high: high ?? Number.POSITIVE_INFINITY,
});
export const between = (random: Random, low: number, high: number) => low + (high - low) * random.uniform();

/** Do 95 % intervals hold the truth in 95 % of runs? Rates from 2 to 20 %, samples from 200 to 3,000. */
export function coverage(runs: number): Claim[] {
  const random = seeded(101);
  const one = (interval: (successes: number, trials: number) => Interval) =>
    shareOf(runs, () => {
      const truth = between(random, 0.02, 0.2);
      const trials = Math.round(between(random, 200, 3000));
      return inside(interval(drawBinomial(random, trials, truth), trials), truth);
    });
  const arm = (rate: number) => {
    const trials = Math.round(between(random, 200, 3000));
    return { trials, successes: drawBinomial(random, trials, rate) };
  };
  const pair = (interval: typeof newcombe, truthOf: (p1: number, p2: number) => number) =>
    shareOf(runs, () => {
      const [p1, p2] = [between(random, 0.02, 0.2), between(random, 0.02, 0.2)];
      return inside(interval({ control: arm(p1), treatment: arm(p2) }), truthOf(p1, p2));
    });
  const credible = shareOf(runs, () => {
    const truth = drawBeta(random, 0.5, 0.5);
    const trials = Math.round(between(random, 20, 500));
    return inside(jeffreys(drawBinomial(random, trials, truth), trials), truth);
  });
  const together = shareOf(runs, () => {
    const truths = Array.from({ length: 6 }, () => between(random, 0.02, 0.1));
    const steps = truths.map((truth, k) => ({
      successes: drawBinomial(random, 2000 - 200 * k, truth),
      trials: 2000 - 200 * k,
    }));
    return stepIntervals(steps).every((interval, k) => inside(interval, truths[k] ?? 0));
  });
  return [
    ...band('Wilson covers', one(wilson)),
    ...band('Jeffreys covers a fixed truth', one(jeffreys)),
    reaches('Clopper-Pearson covers (conservative)', one(clopperPearson), 0.95 - 0.01),
    ...band(
      'Newcombe covers the difference',
      pair(newcombe, (p1, p2) => p2 - p1),
    ),
    ...band(
      'Katz covers the ratio',
      pair(
        (rates) => bounded(katz(rates)),
        (p1, p2) => p2 / p1,
      ),
    ),
    ...band('credible interval covers, truth from its prior', credible),
    ...band('six step intervals cover at once', together),
  ];
}

const LOOKS = 200;

/** Looked at 200 times: does anything ever go wrong in more than 5 % of runs, and is there power left? */
export function looks(runs: number, bernoulliRuns = Math.ceil(runs / 4)): Claim[] {
  const random = seeded(102);
  const trial = (perArm: number, control: (look: number) => number, ratio: number) => {
    const units = Math.round(perArm / LOOKS);
    const daily = Array.from({ length: LOOKS }, (_, look) => {
      const rate = control(look);
      return [drawBinomial(random, units, rate), drawBinomial(random, units, rate * ratio)] as const;
    });
    const last = runningConversions(daily, [1, 1]).at(-1);
    return {
      found: (last?.pValue ?? 1) <= 0.05,
      holds: last !== undefined && inside(last, Math.log(ratio)),
      holdsAtLast: inside(rateRatioSequence(totalsOf(daily), [1, 1]), Math.log(ratio)),
    };
  };
  const steady = (rate: number) => () => rate;
  const drifting = (look: number) => 0.01 + (0.04 * look) / LOOKS;
  const misses = (rate: number) => {
    const wrong = shareOf(bernoulliRuns, () => {
      let successes = 0;
      for (let look = 1; look <= 100; look++) {
        successes += drawBinomial(random, 50, rate);
        if (!inside(bernoulliSequence(successes, 50 * look), rate)) return true;
      }
      return false;
    });
    return 1 - wrong;
  };
  return [
    staysUnder(
      'false positives, 200 looks at 3 %',
      shareOf(runs, () => trial(20_000, steady(0.03), 1).found),
      0.05,
    ),
    staysUnder(
      'false positives, 200 looks at 0.5 %',
      shareOf(runs, () => trial(20_000, steady(0.005), 1).found),
      0.05,
    ),
    staysUnder(
      'false positives, rate drifts from 1 to 5 %',
      shareOf(runs, () => trial(20_000, drifting, 1).found),
      0.05,
    ),
    reaches(
      'ratio interval holds at all looks',
      shareOf(runs, () => trial(20_000, steady(0.03), 1.2).holds),
      0.95,
    ),
    shown(
      'ratio interval holds at the last look alone: its price',
      shareOf(runs, () => trial(20_000, steady(0.03), 1.2).holdsAtLast),
    ),
    reaches(
      'ratio interval holds at all looks, drift',
      shareOf(runs, () => trial(20_000, drifting, 0.8).holds),
      0.95,
    ),
    reaches('rate interval holds at all looks (Bernoulli, 3 %)', misses(0.03), 0.95),
    reaches(
      'power 3 to 3.6 % at 20,000 an arm',
      shareOf(runs, () => trial(20_000, steady(0.03), 1.2).found),
      0.65,
    ),
    reaches(
      'power 3 to 4.5 % at 5,000 an arm',
      shareOf(runs, () => trial(5000, steady(0.03), 1.5).found),
      0.8,
    ),
  ];
}

function totalsOf(daily: readonly (readonly [number, number])[]): [number, number] {
  return [daily.reduce((sum, [control]) => sum + control, 0), daily.reduce((sum, day) => sum + day[1], 0)];
}
