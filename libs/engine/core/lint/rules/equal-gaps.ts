import type { Rule } from '../rule.ts';

/** So many equal gaps behind each other are a metronome; two happen by chance. */
const SEVERAL = 3;

export const equalGaps: Rule = {
  code: 'equal-gaps',
  severity: 'warning',
  *check({ pattern, touches, ways }) {
    const gaps = ways.gapsBetween(touches).filter(({ days }) => days > 0);
    const [first] = gaps;
    if (first === undefined || gaps.some(({ days }) => days !== first.days)) return;
    if (ways.mostOnOneWay(touches) <= SEVERAL) return;
    const days = first.days === 1 ? '1 day' : `${Number(first.days.toFixed(2))} days`;
    yield {
      step: null,
      path: ['steps'],
      severity: pattern === 'outbound' ? 'warning' : 'info',
      message: `Every gap between the steps is ${days}.`,
      fix:
        pattern === 'outbound'
          ? 'Let the gaps grow, such as 2, 3, 4 and 7 days: those who have not answered are in less of a hurry each time.'
          : 'Place each step where the reader needs it rather than by the calendar.',
    };
  },
};
