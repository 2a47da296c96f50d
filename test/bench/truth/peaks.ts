import {
  drawBeta,
  drawBinomial,
  type PeakReadOut,
  peakOfSteps,
  personSteps,
  type SkipCount,
  type StepRisk,
  seeded,
  simulateEnrollments,
  simulateOrder,
  simulateSkips,
  stepRates,
  WORLDS,
  type World,
} from '#stats';
import { type Claim, reaches, shareOf, shown, staysUnder } from './claim.ts';

const INCUMBENT = [0, 1, 2, 3, 4];

function read(
  steps: readonly StepRisk[],
  estimand: 'hazard' | 'lift',
  skips: readonly SkipCount[] = [],
): PeakReadOut {
  return peakOfSteps({
    estimand,
    metric: 'replied',
    steps: steps.map(({ atRisk, successes }, k) => ({
      ...{
        key: String(k),
        name: `Step ${k + 1}`,
        position: k + 1,
        day: k,
        successes,
        trials: atRisk,
        ranks: true,
      },
      ...(skips[k] === undefined ? {} : { skips: skips[k] }),
    })),
  });
}

/** Is a step that is called the peak the peak, and are equal steps left alone? */
export function peaks(runs: number, progress: (line: string) => void): Claim[] {
  const random = seeded(104);
  progress('peaks: steps whose rates differ by chance');
  let called = 0;
  const wrong = shareOf(runs, () => {
    const truths = Array.from({ length: 6 }, () => drawBeta(random, 12, 288));
    const steps = truths.map((truth, k) => {
      const atRisk = 3000 - 350 * k;
      return { atRisk, successes: drawBinomial(random, atRisk, truth), otherExits: 0 };
    });
    const { step } = read(steps, 'hazard');
    called += Number(step !== null);
    return step !== null && Number(step.key) !== truths.indexOf(Math.max(...truths));
  });
  progress('peaks: equal steps');
  const equal = (world: World, enrollments: number) =>
    shareOf(
      runs,
      () => read(simulateOrder(world, INCUMBENT, enrollments, random).steps, 'hazard').verdict === 'peak',
    );
  progress('peaks: by lift');
  const byLift = (world: World, estimand: 'hazard' | 'lift') =>
    shareOf(Math.ceil(runs / 4), () => {
      const { points, steps } = simulateSkips(world, INCUMBENT, { enrollments: 20_000, skip: 0.1 }, random);
      const arm = ({ units, successes }: { units: number; successes: number }) => ({
        trials: units,
        successes,
      });
      const skips = points.map(({ sent, skipped }) => ({ sent: arm(sent), skipped: arm(skipped) }));
      return read(steps, estimand, skips).verdict === 'peak';
    });
  const flat: World = { ...WORLDS.null, exit: INCUMBENT.map(() => 0.12) };
  return [
    staysUnder('a called peak is not the peak', wrong, 0.01),
    shown('a peak is called, rates that differ by chance', called / runs),
    staysUnder('equal steps: a peak is called (2,500)', equal(WORLDS.null, 2500), 0.05),
    staysUnder('equal steps: a peak is called (20,000)', equal(WORLDS.null, 20_000), 0.05),
    staysUnder('equal steps, people leave: a peak is called', equal(flat, 10_000), 0.05),
    staysUnder('equal steps, mixed audience: a peak is called (20,000)', equal(WORLDS.frailty, 20_000), 0.05),
    staysUnder('equal steps, mixed audience: skips confirm a peak', byLift(WORLDS.frailty, 'hazard'), 0.05),
    staysUnder('equal steps: a peak by lift', byLift(WORLDS.null, 'lift'), 0.05),
    staysUnder('equal steps, mixed audience: a peak by lift', byLift(WORLDS.frailty, 'lift'), 0.05),
    shown('strong step 4: a peak by lift', byLift(WORLDS.strong, 'lift')),
    ...growing(Math.ceil(runs / 20), progress),
  ];
}

/** In a sequence that grows, with late replies: mature hazards find the strong step, raw counts the first ones. */
function growing(runs: number, progress: (line: string) => void): Claim[] {
  progress('peaks: growing intake');
  const random = seeded(105);
  const watched = INCUMBENT.map(() => ({ windowHours: 168, waitHours: 72 }));
  const leader = (values: readonly number[]) => values.indexOf(Math.max(...values));
  let raw = 0;
  const intake = { enrollments: 4000, growth: 5, delayHours: 12, intakeHours: 2000, machineOpens: 0.3 };
  const found = (drift: number) =>
    shareOf(runs, () => {
      const enrollments = simulateEnrollments(WORLDS.strong, { ...intake, drift }, random);
      const { rows } = personSteps({ steps: watched, enrollments, asOf: 2000, attribution: 'thread' });
      const rates = stepRates(rows, INCUMBENT.length);
      if (drift === 0) raw += Number(leader(rates.map(({ successes }) => successes)) === 3) / runs;
      return leader(rates.map((step) => step.mature.rate ?? 0)) === 3;
    });
  return [
    reaches('growing intake: mature hazards find the peak', found(0), 0.95),
    shown('growing intake: raw counts find the peak', raw),
    reaches('growing intake, rates double meanwhile: mature hazards find the peak', found(Math.log(2)), 0.95),
  ];
}
