import { WEEKDAYS } from '../../calendar/week.ts';
import type { Draft } from '../draft.ts';
import type { Rule } from '../rule.ts';

const WEEK = 7;
const FEWEST_MAILS = 3;
const ROUNDING = 1e-9;

export const sameSlot: Rule = {
  code: 'same-slot',
  severity: 'warning',
  *check(draft) {
    const why = draft.mailed.size < FEWEST_MAILS ? null : whyOneSlot(draft);
    if (why === null) return;
    yield {
      step: null,
      path: ['steps'],
      severity: draft.pattern === 'outbound' ? 'warning' : 'info',
      message: `Every mail reaches a contact on the same weekday at the same hour: ${why}.`,
      fix: 'Vary the weekday: a gap of 2, 3 or 4 days finds a reader who is never at the desk on that one.',
    };
  },
};

/** A step keeps the local time of the enrollment, or has one of its own; so mails with the same are at one hour. */
function whyOneSlot({ sequence, mailed, ways }: Draft): string | null {
  const { schedule } = sequence;
  const slots = [...mailed].map((index) => sequence.steps[index]?.slot);
  if (!areEqual(slots.map((slot) => [slot?.at ?? null, slot?.between ?? null]))) return null;
  const open = slots.map((slot) =>
    (slot?.days ?? WEEKDAYS).filter((day) => schedule === null || schedule.days.includes(day)),
  );
  if (!areEqual(open)) return null;
  if (open[0]?.length === 1) return `they go out on ${open[0][0]} only`;
  const gaps = ways.gapsBetween(mailed);
  const weeks = gaps.every(
    ({ days }) => days > 0 && Math.abs(days - WEEK * Math.round(days / WEEK)) < ROUNDING,
  );
  return weeks && gaps.length >= FEWEST_MAILS - 1 ? 'they are whole weeks apart' : null;
}

function areEqual(values: readonly unknown[]): boolean {
  return new Set(values.map((value) => JSON.stringify(value))).size <= 1;
}
