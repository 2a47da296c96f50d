import { type Instant, iso } from '#engine';
import type { Query } from '../postgres/open-postgres.ts';
import type { IncomingMail, StoredIncomingMail } from './incoming-mail.ts';
import { incomingMailColumns } from './incoming-mail-columns.ts';

/** A mail that is there already, by its key; the mail itself only where that is asked for. Uses incoming_mail_workspace_id_key_key. */
export async function findIncomingMail(
  sql: Query,
  workspaceId: number,
  key: string,
  { raw = false }: { readonly raw?: boolean } = {},
): Promise<StoredIncomingMail | null> {
  const [row] = await sql<StoredIncomingMail[]>`
    select ${incomingMailColumns(sql, { raw })} from incoming_mail m
    where m.workspace_id = ${workspaceId} and m.key = ${key}`;
  return row ?? null;
}

/** Keeps a mail; of one that another call has kept meanwhile, that stays. Answers what is kept. Uses incoming_mail_workspace_id_key_key. */
export async function saveIncomingMail(sql: Query, mail: IncomingMail): Promise<StoredIncomingMail> {
  await sql`
    insert into incoming_mail (workspace_id, key, provider, received_at, raw, spam, kind, reason, classifier, matched_by,
      confidence, intent_id, contact_id, holders, events)
    values (${mail.workspaceId}, ${mail.key}, ${mail.provider}, ${iso(mail.receivedAt)}::timestamptz,
      ${mail.raw && Buffer.from(mail.raw)}, ${mail.spam}, ${mail.kind}, ${mail.reason}, ${mail.classifier}, ${mail.matchedBy},
      ${mail.confidence}, ${mail.intentId}::uuid, ${mail.contactNo}::bigint, ${mail.holders as string[]}::text[],
      ${JSON.stringify(mail.events)}::text::jsonb)
    on conflict (workspace_id, key) do nothing`;
  const kept = await findIncomingMail(sql, mail.workspaceId, mail.key);
  if (!kept) throw new Error(`the mail ${mail.key} is neither kept nor was it there`);
  return kept;
}

/** Notes that the events of a mail are in the log. Uses incoming_mail_pkey. */
export async function noteTaken(sql: Query, { id, now }: { id: number; now: Instant }): Promise<void> {
  await sql`
    update incoming_mail set taken = true, logged_at = greatest(logged_at, ${iso(now)}::timestamptz)
    where id = ${id} and not taken`;
}
