import { z } from 'zod';
import { COUNT_OPERATORS, type EventCondition } from '../condition.ts';
import { MOST_TIMES } from '../enrollment.ts';
import { isMapping, type Report, read } from './reading.ts';

const times = z
  .int()
  .min(0)
  .max(MOST_TIMES)
  .meta({ examples: [2] })
  .optional();

/** How often an event has to have happened: one comparison, with as many as are kept of it at most. */
export const countFile = z.strictObject({ eq: times, gt: times, gte: times, lt: times, lte: times });

/** The comparison, or null after a report of what is wrong with it. */
export function readCount(input: unknown, report: Report): NonNullable<EventCondition['count']> | null {
  const { fields } = read(countFile, input, report);
  if (!isMapping(input)) return null;
  const operators = COUNT_OPERATORS.filter((operator) => Object.hasOwn(input, operator));
  const [op] = operators;
  // A comparison that is misspelled has been reported already.
  if (op === undefined && Object.keys(input).length > 0) return null;
  if (op === undefined || operators.length > 1) {
    report(
      [],
      `A count compares once; this has ${operators.length === 0 ? 'no comparison' : operators.join(' and ')}.`,
      `Give one of ${COUNT_OPERATORS.join(', ')}, such as "gte: 2".`,
    );
    return null;
  }
  const value = fields[op];
  if (value === undefined) return null;
  if (op === 'lt' && value === 0) {
    report([op], 'Nothing happens less than 0 times.', 'Write "eq: 0", or { not: { event: ... } }.');
    return null;
  }
  return { op, value };
}
