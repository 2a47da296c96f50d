import { z } from 'zod';
import { findUnstorable, findZone, UNSTORABLE_REASON } from '#engine';
import { addressKey, type ContactPatch, MAX_ATTRIBUTE_BYTES, subjectKey, type Workspace } from '#storage';

const MAX_ATTRIBUTES = 200;
const MAX_NAME = 100;
/** What an erased contact is called; nobody else may be. */
export const ERASED = 'erased:';

/** Names that an object has of itself: no template can name them. */
export const RESERVED = ['__proto__', 'constructor', 'prototype'];

const nameable = (id: string) => !id.startsWith(ERASED);

/**
 * A contact as every call takes it. What it brings beyond these fields are its attributes. What it does not name is kept
 * as it is, null removes it.
 */
export const contactSchema = z
  .looseObject({
    id: z
      .string({ error: ({ input }) => (input === undefined ? 'is missing' : undefined) })
      .min(1)
      .max(200)
      .refine(nameable, `begins with "${ERASED}", which is for those who were erased`),
    email: z
      .string()
      .trim()
      .pipe(z.email('is not an address such as ada@example.com').max(320))
      .nullable()
      .optional(),
    timezone: z
      .string()
      .max(100)
      .refine((zone) => findZone(zone) !== null, 'is not an IANA time zone, such as Europe/Berlin')
      .nullable()
      .optional(),
  })
  .superRefine((contact, context) => {
    const refuse = (message: string, path: readonly PropertyKey[] = []) =>
      context.addIssue({ code: 'custom', path: [...path], message });
    const path = findUnstorable(contact);
    if (path) return refuse(UNSTORABLE_REASON, path);
    const names = Object.keys(contact);
    if (names.length > MAX_ATTRIBUTES) refuse(`has ${names.length} fields; ${MAX_ATTRIBUTES} are the most`);
    const reserved = names.find((name) => RESERVED.includes(name));
    if (reserved !== undefined) refuse('is a name that no field may have', [reserved]);
    const long = names.find((name) => name.length > MAX_NAME || name === '');
    if (long !== undefined)
      refuse(`has a field whose name is ${long === '' ? 'empty' : `longer than ${MAX_NAME} characters`}`);
    else if (JSON.stringify(contact).length > MAX_ATTRIBUTE_BYTES) refuse(TOO_LARGE);
  });

export const TOO_LARGE = `takes more than the ${MAX_ATTRIBUTE_BYTES / 1024} KB that a contact has room for`;

export type ContactInput = z.output<typeof contactSchema>;

/** What a call says of a contact, ready to be stored under the id of whoever goes on (`findContacts`). */
export function contactPatch(
  workspace: Workspace,
  { id: _, email, timezone, ...rest }: ContactInput,
  { id, simulated }: { id: string; simulated: boolean },
): ContactPatch {
  const fields = Object.entries(rest).filter(([, value]) => value !== undefined);
  return {
    id,
    email,
    timezone,
    attributes: Object.fromEntries(fields.filter(([, value]) => value !== null)),
    removed: fields.filter(([, value]) => value === null).map(([name]) => name),
    subjectKey: subjectKey(workspace, id),
    addressKey: email ? addressKey(workspace, email) : null,
    simulated,
  };
}
