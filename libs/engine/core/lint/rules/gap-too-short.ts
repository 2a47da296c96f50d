import type { Rule } from '../rule.ts';

const SHORTEST_DAYS = 1;
const DAY = 86_400_000;

export const gapTooShort: Rule = {
  code: 'gap-too-short',
  severity: 'warning',
  *check({ sequence, pattern, mailed, ways }) {
    if (pattern !== 'outbound') return;
    const least = sequence.minGap / DAY;
    for (const { from, to, days } of ways.gapsBetween(mailed)) {
      if (days >= SHORTEST_DAYS) continue;
      const kept =
        least > days
          ? ` Crest keeps mails ${round(least)} ${least === 1 ? 'day' : 'days'} apart (minGap), so it goes out later than the file says.`
          : '';
      yield {
        step: to,
        message:
          `Mail "${sequence.steps[to]?.key}" is planned ${days === 0 ? 'at the same time as' : `${round(days * 24)} hours after`} ` +
          `"${sequence.steps[from]?.key}".${kept}`,
        fix: 'Leave a day or more between two mails to somebody who did not ask for them; two to four are usual.',
      };
    }
  },
};

function round(value: number): number {
  return Number(value.toFixed(1));
}
