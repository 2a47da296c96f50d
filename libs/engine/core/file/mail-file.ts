import { z } from 'zod';
import { complaint, show } from './explain.ts';

/** How a file says whom its mail is from and what is measured in it. */

const ADDRESS = /^[^\s@<>()[\]\\,;:"\p{Cc}]{1,64}@(?=.{1,253}$)[a-z0-9-]+(\.[a-z0-9-]+)*$/iu;
const NAME = /^[^"<>@,;:()[\]\\\p{Cc}]+$/u;
const QUOTED_NAME = /^"[^"\\\p{Cc}]+"$/u;

const LONGEST = 320;

const refuse = (value: string) =>
  complaint(
    `${show(value)} is not an address that mail can come from.`,
    'Write ada@example.com, or Ada Lovelace <ada@example.com>; a name with a comma goes in quotes.',
  );

/** `ada@example.com` or `Ada Lovelace <ada@example.com>`: one line, one address. */
const senderField = z
  .string()
  .max(LONGEST)
  .superRefine((value, context) => {
    // What is too long has been said so, and looking at it takes time: 40,000 spaces held everything up for 5 s.
    if (value.length <= LONGEST && !isSender(value))
      context.addIssue({ code: 'custom', message: refuse(value) });
  })
  .meta({ examples: ['Ada Lovelace <ada@example.com>'] });

export const trackingFile = z.strictObject({
  opens: z
    .boolean()
    .meta({ examples: [false] })
    .optional(),
  clicks: z
    .boolean()
    .meta({ examples: [true] })
    .optional(),
});

/** The fields of a sequence that say how its mail is written. */
export const mailFields = {
  from: senderField.optional(),
  replyTo: senderField.optional(),
  tracking: trackingFile.optional(),
  unsubscribe: z.enum(['header', 'link', 'both', 'off']).optional(),
};

/** Is this one address, with or without a name, in one line? */
export function isSender(value: string): boolean {
  const [, name, inner] = /^(?:(.+?)\s+)?<([^<>]+)>$/u.exec(value) ?? [];
  if (inner === undefined) return ADDRESS.test(value);
  return ADDRESS.test(inner) && (name === undefined || NAME.test(name) || QUOTED_NAME.test(name));
}
