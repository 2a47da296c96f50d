import {
  asymptoticSequence,
  deltaLift,
  deltaLogRatio,
  drawBinomial,
  drawGamma,
  drawNormal,
  type Estimate,
  type MeanSummary,
  type Random,
  runningConversions,
  seeded,
  summarizeCounts,
  summarizeSums,
  unitsPerArm,
  welch,
} from '#stats';
import { type Claim, reaches, shareOf, shown, staysUnder } from './claim.ts';
import { inside } from './coverage.ts';

const LOOKS = 200;
/** The least successes of an arm that a mean's normal approximation is asked with. */
const LEAST = 10;

/** What one arm has gathered. */
interface Gathered {
  n: number;
  successes: number;
  sum: number;
  sumOfSquares: number;
}

const nothing = (): Gathered => ({ n: 0, successes: 0, sum: 0, sumOfSquares: 0 });
const armOf = ({ n, sum, sumOfSquares }: Gathered): MeanSummary => summarizeSums({ n, sum, sumOfSquares });

const EFFECTS = { difference: welch, 'log-ratio': deltaLogRatio, lift: deltaLift };

/** An effect with the units behind it. */
const effectOf = (
  arms: { control: MeanSummary; treatment: MeanSummary },
  scale: keyof typeof EFFECTS,
): Estimate => ({ ...EFFECTS[scale](arms), n: arms.control.n + arms.treatment.n });

/** Looked at 200 times, do asymptotic confidence sequences hold at all looks at once? */
export function sequences(runs: number): Claim[] {
  const random = seeded(108);
  const conversions = (scale: 'difference' | 'log-ratio', rates: readonly [number, number]) => {
    const truth = scale === 'difference' ? rates[1] - rates[0] : Math.log(rates[1] / rates[0]);
    return shareOf(runs, () =>
      always((control, treatment) => {
        for (const [i, arm] of [control, treatment].entries()) {
          arm.n += 100;
          arm.successes += drawBinomial(random, 100, rates[i] ?? 0);
        }
        if (Math.min(control.successes, treatment.successes) < LEAST) return true;
        const [one, two] = [control, treatment].map(({ n, successes }) =>
          summarizeCounts({ successes, trials: n }),
        ) as [MeanSummary, MeanSummary];
        return holds({ control: one, treatment: two }, scale, truth);
      }),
    );
  };
  // One in twenty buys; what they spend is skewed (gamma of shape 1.5).
  const money = shareOf(runs, () =>
    always((control, treatment) => {
      for (const arm of [control, treatment]) buy(arm, random);
      if (Math.min(control.successes, treatment.successes) < LEAST) return true;
      return holds({ control: armOf(control), treatment: armOf(treatment) }, 'difference', 0);
    }),
  );
  return [
    reaches(
      'difference interval holds at all looks (asymptotic)',
      conversions('difference', [0.03, 0.036]),
      0.95,
    ),
    reaches('ratio interval holds at all looks (asymptotic)', conversions('log-ratio', [0.03, 0.036]), 0.95),
    reaches('money per enrollment: interval holds at all looks (asymptotic)', money, 0.95),
    staysUnder(
      'false positives, 200 looks at 3 % (asymptotic)',
      1 - conversions('difference', [0.03, 0.03]),
      0.05,
    ),
    ...plannedPower(runs, random),
  ];
}

/** Whether something holds at every look. */
function always(look: (control: Gathered, treatment: Gathered) => boolean): boolean {
  const [control, treatment] = [nothing(), nothing()];
  for (let i = 0; i < LOOKS; i++) if (!look(control, treatment)) return false;
  return true;
}

function holds(
  arms: { control: MeanSummary; treatment: MeanSummary },
  scale: 'difference' | 'log-ratio',
  truth: number,
): boolean {
  return inside(asymptoticSequence(effectOf(arms, scale)), truth);
}

function buy(arm: Gathered, random: Random): void {
  const buyers = drawBinomial(random, 100, 0.05);
  arm.n += 100;
  arm.successes += buyers;
  for (let i = 0; i < buyers; i++) {
    const spent = 40 * drawGamma(random, 1.5);
    arm.sum += spent;
    arm.sumOfSquares += spent * spent;
  }
}

/** What GrowthBook's own test of its calculator takes (packages/shared/test/power.test.ts): users in one of three arms. */
const PLAN = { n: Math.round(400_000 / 3), mean: 10, variance: 3910, lift: 0.05 };

/**
 * What a planner promises beside what comes true. GrowthBook's calculator says 0.206, because it widens the standard error where
 * its test widens the critical value; that test is `asymptoticSequence` on the lift, tuned for 5,000. The lift is less than
 * normal: its standard error grows with it, so that drawing the means finds it more rarely than drawing the lift.
 */
function plannedPower(runs: number, random: Random): Claim[] {
  const { n, mean, variance, lift } = PLAN;
  const finds = (estimate: Estimate) => asymptoticSequence(estimate).pValue <= 0.05;
  const standardError = Math.sqrt((variance * (1 + (1 + lift) ** 2)) / n) / mean;
  const asNormal = () =>
    finds({ estimate: lift + standardError * drawNormal(random), standardError, n: 2 * n });
  const byMeans = (looks: number) => {
    const units = n / looks;
    const sums: [number, number] = [0, 0];
    const draw = (truth: number) => units * truth + Math.sqrt(units * variance) * drawNormal(random);
    for (let look = 1; look <= looks; look++) {
      sums[0] += draw(mean);
      sums[1] += draw(mean * (1 + lift));
      const armOf = (sum: number) => ({ n: Math.round(units * look), mean: sum / (units * look), variance });
      if (finds(effectOf({ control: armOf(sums[0]), treatment: armOf(sums[1]) }, 'lift'))) return true;
    }
    return false;
  };
  const plan = { control: 0.05, treatment: 0.065 };
  const units = Math.round(unitsPerArm(plan) / LOOKS);
  const found = shareOf(runs, () => {
    const daily = Array.from(
      { length: LOOKS },
      () => [drawBinomial(random, units, plan.control), drawBinomial(random, units, plan.treatment)] as const,
    );
    return (runningConversions(daily, [1, 1]).at(-1)?.pValue ?? 1) <= 0.05;
  });
  return [
    shown(
      'sequential power at the end that GrowthBook puts at 0.206, lift drawn',
      shareOf(20 * runs, asNormal),
    ),
    shown(
      'the same, means drawn',
      shareOf(20 * runs, () => byMeans(1)),
    ),
    shown(
      'the same, means drawn, at any of 200 looks',
      shareOf(runs, () => byMeans(LOOKS)),
    ),
    shown('power at any of 200 looks of a test that Crest plans for 0.8', found),
  ];
}
