import { z } from 'zod';
import type { Contact } from '#engine';
import { contactSchema } from '#runtime';

/** Somebody to try a text on: a contact as every call takes it, whom nobody needs to know. */
export const sampleContact = z
  .looseObject({})
  .transform((given) => ({ id: 'sample', ...given }))
  .pipe(contactSchema)
  .describe('a contact as POST /v1/contacts takes it; it is not stored');

export function asContact({ id, email, timezone, ...attributes }: z.output<typeof sampleContact>): Contact {
  return { id, email: email ?? null, timezone: timezone ?? null, attributes };
}
