import { z } from 'zod';
import { iso } from '#engine';
import type { StoredContact } from '#storage';

export const contactAnswer = z.object({
  id: z.string().describe("the caller's id"),
  email: z.string().nullable(),
  timezone: z.string().nullable(),
  attributes: z.record(z.string(), z.unknown()),
  createdAt: z.iso.datetime(),
  suppressed: z.string().nullable().describe('why no mail goes to it; null where mail does'),
});

export const contactList = z.object({
  contacts: z.array(contactAnswer),
  nextCursor: z.string().nullable(),
});

export function showContact(row: StoredContact): z.infer<typeof contactAnswer> {
  const { id, email, timezone, attributes, createdAt, suppressed } = row;
  return { id, email, timezone, attributes, createdAt: iso(createdAt), suppressed };
}
