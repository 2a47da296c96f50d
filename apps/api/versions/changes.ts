import type { z } from 'zod';
import { compareVersions, experimentKey, type Sequence } from '#engine';
import type { ArmHolders, Standing } from '#storage';
import type { changesShape } from './version-shapes.ts';

/** Who is under way in a sequence, by version. */
export interface UnderWay {
  readonly standing: readonly Standing[];
  readonly arms: readonly ArmHolders[];
}

const NOBODY = { waiting: 0, openTasks: 0, sending: 0 };

/** What is different between two versions, with who stands in the earlier one at each of its steps and variants. */
export function changesBetween(
  before: { readonly version: number; readonly definition: Sequence },
  after: Sequence,
  { standing, arms }: UnderWay,
): z.infer<typeof changesShape> {
  const { settings, steps } = compareVersions(before.definition, after);
  const here = standing.filter(({ version }) => version === before.version);
  const holders = (step: string, variant: string) =>
    arms
      .filter(({ version, arm }) => version === before.version && arm === variant)
      .filter(({ experiment }) => experiment === experimentKey(before.definition.key, step))
      .reduce((sum, { enrollments }) => sum + enrollments, 0);
  return {
    settings: [...settings],
    steps: steps.map((step) => {
      const { waiting, openTasks, sending } = here.find((each) => each.step === step.key) ?? NOBODY;
      return {
        ...step,
        fields: [...step.fields],
        variants: step.variants.map((variant) => ({
          ...variant,
          fields: [...variant.fields],
          enrollments: holders(step.key, variant.key),
        })),
        standing: { waiting, openTasks, sending },
      };
    }),
  };
}

/** Everybody who stands in a version, together. */
export function totalStanding(standing: readonly Standing[], version: number): typeof NOBODY {
  return standing
    .filter((each) => each.version === version)
    .reduce(
      (sum, { waiting, openTasks, sending }) => ({
        waiting: sum.waiting + waiting,
        openTasks: sum.openTasks + openTasks,
        sending: sum.sending + sending,
      }),
      NOBODY,
    );
}
