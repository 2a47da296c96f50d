import type { Instant } from '#engine';
import { iso } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';

/**
 * Takes up intents whose sender died, of which nobody knows whether they were taken: a provider that can tell repeats is
 * asked again (`repeatAt`), with any other the intent becomes `unknown` and is never sent again. One whose outcome is
 * being written at this moment is left alone. Answers how many. Uses touch_sending, touch_pkey.
 */
export async function resumeSending(
  sql: Sql,
  at: { now: Instant; repeatAt: Instant | null },
): Promise<number> {
  const rows = await sql`
    update touch set
      state = ${at.repeatAt === null ? 'unknown' : 'new'}, lease_until = null,
      unsure_since = coalesce(unsure_since, send_at),
      send_at = coalesce(${at.repeatAt === null ? null : iso(at.repeatAt)}::timestamptz, send_at)
    where (enrollment_no, visit) in (
      select enrollment_no, visit from touch
      where state = 'sending' and lease_until <= ${iso(at.now)}::timestamptz for update skip locked)
    returning 1`;
  return rows.length;
}
