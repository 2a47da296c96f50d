import { DomainError, type Sequence } from '#engine';
import { missingMailboxes, type Sql } from '#storage';

/** Refuses to publish a sequence that names a mailbox which is not there. */
export async function requireMailboxes(sql: Sql, workspaceId: number, sequence: Sequence): Promise<void> {
  const missing = await missingMailboxes(sql, workspaceId, sequence.mailboxes);
  if (missing.length === 0) return;
  throw new DomainError({
    code: 'sequence-invalid',
    detail: `mailboxes: there is no mailbox ${missing.map((key) => `"${key}"`).join(', ')}. Nothing was published.`,
    fix: `PUT /v1/mailboxes/${missing[0]} makes it, or leave it out; without "mailboxes" all are used.`,
    problems: missing.map((key) => ({
      path: `mailboxes[${sequence.mailboxes.indexOf(key)}]`,
      line: null,
      reason: `There is no mailbox "${key}".`,
      fix: `PUT /v1/mailboxes/${key} makes it.`,
    })),
  });
}
