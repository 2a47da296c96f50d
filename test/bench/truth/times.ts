import { bestMass, bestRate, drawGamma, readExperiment, type StepRisk, seeded } from '#stats';
import { type Claim, staysUnder } from './claim.ts';

/** Milliseconds, the fastest of fifteen once the code is warm: what the work takes, not what else the machine does. */
export function times(): Claim[] {
  const steps = Array.from({ length: 12 }, (_, k) => ({
    ...{ atRisk: 5000 - 300 * k, successes: 120 + ((k * 5) % 12) * 4, otherExits: 60 },
    ...{ trials: 5000 - 300 * k },
  }));
  const day = (i: number) => new Date(Date.UTC(2026, 0, 1 + i)).toISOString().slice(0, 10);
  const arm = (key: string, rate: number) => ({
    ...{ key, weight: 1, assigned: 6000, exposed: 6000 },
    daily: Array.from({ length: 60 }, (_, i) => ({
      day: day(i),
      units: 100,
      successes: Math.round(100 * rate),
    })),
  });
  const arms = [arm('a', 0.07), arm('b', 0.08)];
  return [
    staysUnder(
      'P(peak) by hazard, 12 steps',
      milliseconds(() => bestRate(steps)),
      20,
      'ms',
    ),
    staysUnder(
      'P(peak) by share, 12 steps',
      milliseconds(() => bestMass(steps)),
      500,
      'ms',
    ),
    staysUnder('P(peak) by share, largest error against draws', errorOfShare(steps), 0.002, ''),
    staysUnder(
      'A/B read-out, 60 days',
      milliseconds(() => readExperiment({ metric: 'replied', arms })),
      5,
      'ms',
    ),
  ];
}

function milliseconds(work: () => unknown): number {
  for (let i = 0; i < 10; i++) work();
  const taken = Array.from({ length: 15 }, () => {
    const started = performance.now();
    work();
    return performance.now() - started;
  });
  return Math.min(...taken);
}

const DRAWS = 1_000_000;

function errorOfShare(steps: readonly StepRisk[]): number {
  const random = seeded(106);
  const peaks = steps.map(() => 0);
  for (let draw = 0; draw < DRAWS; draw++) {
    let [left, best, largest] = [1, 0, 0];
    for (const [k, { atRisk, successes, otherExits }] of steps.entries()) {
      const success = drawGamma(random, 0.5 + successes);
      const exit = drawGamma(random, 0.5 + otherExits);
      const stay = drawGamma(random, 0.5 + atRisk - successes - otherExits);
      const mass = (left * success) / (success + exit + stay);
      if (mass > largest) [best, largest] = [k, mass];
      left *= stay / (success + exit + stay);
    }
    peaks[best] = (peaks[best] ?? 0) + 1 / DRAWS;
  }
  const { probabilities } = bestMass(steps);
  return Math.max(...probabilities.map((probability, k) => Math.abs(probability - (peaks[k] ?? 0))));
}
