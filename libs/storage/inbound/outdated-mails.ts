import type { Query } from '../postgres/open-postgres.ts';
import type { StoredIncomingMail } from './incoming-mail.ts';
import { incomingMailColumns } from './incoming-mail-columns.ts';

/**
 * Mails that are kept and were judged by another classifier, or whose events are not all taken in, in the order in which
 * they came. Uses incoming_mail_pkey.
 */
export async function outdatedMails(
  sql: Query,
  question: { workspaceId: number; classifier: number; after: number; limit: number },
): Promise<StoredIncomingMail[]> {
  return await sql<StoredIncomingMail[]>`
    select ${incomingMailColumns(sql, { raw: true })} from incoming_mail m
    where m.workspace_id = ${question.workspaceId} and m.raw is not null and m.id > ${question.after}
      and (m.classifier <> ${question.classifier} or not m.taken)
    order by m.id limit ${question.limit}`;
}
