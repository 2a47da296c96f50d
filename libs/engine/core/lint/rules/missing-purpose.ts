import { nearestWord } from '../../file/nearest.ts';
import { PURPOSES } from '../purposes.ts';
import type { Rule } from '../rule.ts';

export const missingPurpose: Rule = {
  code: 'missing-purpose',
  severity: 'warning',
  *check({ sequence, touches }) {
    const taken = sequence.steps.map(({ purpose }) => purpose);
    const free = PURPOSES.filter((purpose) => !taken.includes(purpose));
    for (const index of touches) {
      const step = sequence.steps[index];
      if (step === undefined) continue;
      if (step.purpose === null) {
        yield {
          step: index,
          message: `Step "${step.key}" does not say what it is for.`,
          fix: `Add "purpose", such as ${free.slice(0, 3).join(', ')}, or drop the step if it has none.`,
        };
        continue;
      }
      const meant = nearestWord(step.purpose, PURPOSES);
      if (meant !== null && meant !== step.purpose) {
        yield {
          step: index,
          path: ['purpose'],
          severity: 'info',
          message: `"${step.purpose}" is a purpose of your own, one letter or two from "${meant}".`,
          fix: `Write "${meant}" if that was meant.`,
        };
      }
    }
  },
};
