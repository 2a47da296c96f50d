import type { Instant } from '#engine';
import { iso } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';

/** Forgets the answers that were begun before a time. Reads the whole table, which holds one day. */
export async function forgetAnswers(sql: Sql, before: Instant): Promise<number> {
  const { count } = await sql`delete from idempotency where created_at < ${iso(before)}::timestamptz`;
  return count;
}
