import type { RateCount, StepRisk } from '#stats';

const STEPS = Array.from({ length: 12 }, (_, k) => k);
/** The four arms convert differently by so much. */
const ARMS = [1, 1.12, 0.94, 1.25];

/** What a report of 12 steps, each tested in four arms, is made of: counts of each arm (control first) by step. */
export const ARMS_BY_STEP: readonly (readonly RateCount[])[] = STEPS.map((k) =>
  ARMS.map((effect) => {
    const trials = 3000 - 180 * k;
    return { trials, successes: Math.round(trials * (0.02 + 0.002 * ((5 * k) % 12)) * effect) };
  }),
);

/** Twelve steps whose two best are close, of one sequence. */
export const SEQUENCE: readonly (StepRisk & RateCount)[] = STEPS.map((k) => {
  const atRisk = 5000 - 300 * k;
  const successes = Math.round(atRisk * (k === 7 ? 0.051 : k === 4 ? 0.047 : 0.02 + 0.002 * ((5 * k) % 12)));
  return { atRisk, trials: atRisk, successes, otherExits: 60 };
});

/** The 36 pairs of a treatment with its control. */
export const PAIRS = ARMS_BY_STEP.flatMap(([control, ...treatments]) =>
  control === undefined ? [] : treatments.map((treatment) => ({ control, treatment })),
);
