import { z } from 'zod';
import type { Hours } from '../sequence.ts';
import { parseTime, timeField } from './field.ts';
import { type Report, read } from './reading.ts';

/** `{ from: "09:00", to: "17:00" }`; what ends no later than it begins ends on the next day. */
export const hoursFile = z.strictObject({ from: timeField, to: timeField });

/** Hours of a day, or null after a report. */
export function readHours(input: unknown, report: Report): Hours | null {
  const { from, to } = read(hoursFile, input, report).fields;
  return from === undefined || to === undefined ? null : hoursOf(from, to, report);
}

/** Hours from checked times, or null after a report that they hold none. */
export function hoursOf(from: string, to: string, report: Report): Hours | null {
  if (from === '24:00') {
    report(['from'], 'Hours cannot begin at the end of a day.', 'Write "00:00", and name the next day.');
    return null;
  }
  if (from === to) {
    report(
      ['to'],
      `The hours from ${from} to ${to} hold no time.`,
      'Let "to" differ from "from": a whole day is "00:00" to "24:00", and what ends earlier ends on the next day.',
    );
    return null;
  }
  // A checked field holds a time.
  return { from: parseTime(from) ?? 0, to: parseTime(to) ?? 0 };
}
