import type { Rule } from '../rule.ts';

const MOST = 12;

export const tooManySteps: Rule = {
  code: 'too-many-steps',
  severity: 'warning',
  *check({ touches, ways }) {
    const most = ways.mostOnOneWay(touches);
    if (most <= MOST) return;
    yield {
      step: null,
      path: ['steps'],
      message: `A contact can get ${most} steps. Four to ${MOST} are usual, and late ones add least.`,
      fix: 'Keep the steps that have a purpose of their own, and end there.',
    };
  },
};
