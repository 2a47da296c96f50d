import type { Rule } from '../rule.ts';

const LONGEST_DAYS = 7;
/** A break-up closes the matter and needs no momentum. */
const LONGEST_BEFORE_BREAK_UP = 14;

export const gapTooLong: Rule = {
  code: 'gap-too-long',
  severity: 'warning',
  *check({ sequence, pattern, touches, ways }) {
    if (pattern !== 'outbound') return;
    for (const { from, to, days } of ways.gapsBetween(touches)) {
      const step = sequence.steps[to];
      const longest = step?.purpose === 'break-up' ? LONGEST_BEFORE_BREAK_UP : LONGEST_DAYS;
      if (days <= longest) continue;
      yield {
        step: to,
        message: `Step "${step?.key}" comes ${Number(days.toFixed(1))} days after "${sequence.steps[from]?.key}"; by then that is forgotten.`,
        fix: `Move it to ${longest} days or fewer after that step, or begin anew in a sequence of its own.`,
      };
    }
  },
};
