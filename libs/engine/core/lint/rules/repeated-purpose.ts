import { earlierOf } from '../earlier.ts';
import type { Rule } from '../rule.ts';

export const repeatedPurpose: Rule = {
  code: 'repeated-purpose',
  severity: 'warning',
  *check({ sequence, touches, ways }) {
    for (const index of touches) {
      const step = sequence.steps[index];
      if (step === undefined || step.purpose === null) continue;
      const first = earlierOf(index, touches, ways).find(
        (other) => sequence.steps[other]?.purpose === step.purpose,
      );
      if (first === undefined) continue;
      yield {
        step: index,
        path: ['purpose'],
        message: `Steps "${sequence.steps[first]?.key}" and "${step.key}" have the same purpose, ${step.purpose}.`,
        fix: 'Give this step something else to do, drop one of the two, or name more exactly what each is for.',
      };
    }
  },
};
