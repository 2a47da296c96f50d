import type { Instant } from '#engine';
import { iso } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';

/**
 * Takes up intents whose sender died: a provider that drops repeats is asked again, with a blind one the intent
 * becomes `unknown` and is never sent again. Answers how many. Uses touch_sending.
 */
export async function resumeSending(
  sql: Sql,
  at: { now: Instant; repeats: 'keyed' | 'lookup' | 'blind' },
): Promise<number> {
  const rows = await sql`
    update touch set state = ${at.repeats === 'blind' ? 'unknown' : 'new'}, lease_until = null
    where state = 'sending' and lease_until <= ${iso(at.now)}::timestamptz
    returning 1`;
  return rows.length;
}
