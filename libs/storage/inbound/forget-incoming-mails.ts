import type { Instant } from '#engine';
import { iso } from '#engine';
import type { Query } from '../postgres/open-postgres.ts';

/** A few at each mail that comes in are more than come in. */
const AT_ONCE = 100;

/**
 * Takes away the mails themselves that came in before a time; what they were stays, without a name. Answers how many.
 * Uses incoming_mail_kept.
 */
export async function forgetIncomingMails(sql: Query, before: Instant): Promise<number> {
  const rows = await sql`
    with old as (
      select id from incoming_mail where raw is not null and received_at < ${iso(before)}::timestamptz
      order by received_at, id limit ${AT_ONCE} for update skip locked
    )
    update incoming_mail m set raw = null, holders = '{}' from old where m.id = old.id returning 1`;
  return rows.length;
}
