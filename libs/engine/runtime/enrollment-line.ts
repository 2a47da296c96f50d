import { z } from 'zod';
import { contactSchema } from './contacts/contact-schema.ts';

/** ClickHouse holds the days of 1970 to 2148; what is planned years after an enrollment must have room, too. */
const isInReach = (at: number): boolean => at >= 0 && at < Date.UTC(2100, 0);

/** One line of `POST …/enrollments`. */
export const enrollmentLineSchema = z.strictObject({
  contact: contactSchema,
  enrolledAt: z.iso
    .datetime({ offset: true })
    .refine((text) => isInReach(Date.parse(text)), 'does not lie in the years 1970 to 2099')
    .optional(),
});
