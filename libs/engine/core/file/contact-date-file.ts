import { z } from 'zod';
import type { ContactDate } from '../contact-date.ts';
import { parseElapsed } from './duration.ts';
import { complaint, show } from './explain.ts';
import { parseTime, timeField } from './field.ts';
import { type Report, read } from './reading.ts';

const offsetField = z
  .string()
  .superRefine((value, context) => {
    if (parseOffset(value) !== null) return;
    const reason = `${show(value)} is no length of time before or after a date.`;
    context.addIssue({
      code: 'custom',
      message: complaint(reason, 'Write it like -2d or -P2D for before, 3h for after.'),
    });
  })
  .meta({ examples: ['-P2D'] });

/** `{ contact: trialEndsAt, offset: -P2D, at: "09:00" }` */
export const contactDateFile = z.strictObject({
  contact: z
    .string()
    .min(1)
    .max(200)
    .meta({ examples: ['trialEndsAt'] }),
  offset: offsetField.optional(),
  at: timeField.optional(),
});

/** What a file says of a date of the contact, or null after a report of what is wrong with it. */
export function readContactDate(input: unknown, report: Report): ContactDate | null {
  const { contact, offset, at } = read(contactDateFile, input, report).fields;
  if (contact === undefined) return null;
  return {
    contact,
    offset: offset === undefined ? 0 : (parseOffset(offset) ?? 0),
    at: at === undefined ? null : parseTime(at),
  };
}

/** A duration, with a sign in front where it lies before. */
function parseOffset(text: string): number | null {
  const [, sign = '', length = ''] = /^([-+]?)(.*)$/s.exec(text) ?? [];
  const ms = parseElapsed(length);
  return ms === null || ms === 0 ? ms : sign === '-' ? -ms : ms;
}
