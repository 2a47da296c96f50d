import type { Instant } from '#engine';
import { iso } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';

/**
 * Lets a paused enrollment go on, with the due time that was worked out at an epoch. Answers false when something has
 * happened to it since. Uses enrollment_pkey.
 */
export async function resumeEnrollment(
  sql: Sql,
  { no, epoch, dueAt }: { no: number; epoch: number; dueAt: Instant | null },
): Promise<boolean> {
  const rows = await sql`
    update enrollment set state = 'active', epoch = epoch + 1, parked = false,
      due_at = ${dueAt === null ? null : iso(dueAt)}::timestamptz
    where no = ${no} and epoch = ${epoch} and state = 'paused' returning 1`;
  return rows.length > 0;
}
