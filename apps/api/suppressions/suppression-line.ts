import { z } from 'zod';
import { findUnstorable, UNSTORABLE_REASON } from '#engine';
import { addressKey, domainKey, type KnownContact, subjectKey, type Workspace } from '#storage';

const domain = z
  .string()
  .max(253)
  .regex(/^([a-z0-9-]{1,63}\.)+[a-z0-9-]{2,63}$/i, 'is not a domain, such as example.com');

/** One line of `POST /v1/suppressions`. */
export const suppressionLine = z
  .strictObject({
    email: z.string().trim().pipe(z.email().max(320)).optional(),
    domain: domain.optional().describe('every address at it, not at those below it'),
    contact: z.string().min(1).max(200).optional().describe("the caller's id; whatever its address"),
    reason: z
      .string()
      .regex(/^[a-z0-9-]{1,60}$/, 'is not a word of a-z, 0-9 and hyphens, such as asked-by-phone')
      .default('manual'),
  })
  .superRefine((line, context) => {
    const named = [line.email, line.domain, line.contact].filter((holder) => holder !== undefined);
    if (named.length !== 1)
      context.addIssue({
        code: 'custom',
        message: `names ${named.length} of email, domain and contact, not one`,
      });
    const path = findUnstorable(line);
    if (path) context.addIssue({ code: 'custom', path: [...path], message: UNSTORABLE_REASON });
  });

export type SuppressionLine = z.output<typeof suppressionLine>;

/** What a line is held by. */
export function holderOf(
  line: Omit<SuppressionLine, 'reason'>,
  workspace: Workspace,
  known: ReadonlyMap<string, KnownContact>,
): string {
  if (line.email !== undefined) return addressKey(workspace, line.email);
  if (line.domain !== undefined) return domainKey(line.domain);
  const id = line.contact ?? '';
  return subjectKey(workspace, known.get(id)?.id ?? id);
}
