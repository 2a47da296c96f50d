import { z } from 'zod';
import { findUnstorable, findZone, UNSTORABLE_REASON } from '#engine';

/** ClickHouse holds the days of 1970 to 2148; what is planned years after an enrollment must have room, too. */
const isInReach = (at: number): boolean => at >= 0 && at < Date.UTC(2100, 0);

/** One line of `POST …/enrollments`. What a contact brings beyond these fields are its attributes. */
export const enrollmentLineSchema = z
  .strictObject({
    contact: z.looseObject({
      id: z.string().min(1).max(200),
      email: z.email().max(320).optional(),
      timezone: z
        .string()
        .max(100)
        .refine((zone) => findZone(zone) !== null, 'is not an IANA time zone, such as Europe/Berlin')
        .optional(),
    }),
    enrolledAt: z.iso
      .datetime({ offset: true })
      .refine((text) => isInReach(Date.parse(text)), 'does not lie in the years 1970 to 2099')
      .optional(),
  })
  .superRefine((line, context) => {
    const path = findUnstorable(line);
    if (path) context.addIssue({ code: 'custom', path: [...path], message: UNSTORABLE_REASON });
  });
