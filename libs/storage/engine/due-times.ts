import type { Instant } from '#engine';
import { iso } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';

/**
 * When the engine next has something to do: an enrollment falls due, an intent waits to be sent, or a task skips
 * itself. Null when nothing is ahead. Uses enrollment_due, touch_to_send, touch_to_skip (their first row each).
 */
export async function nextDue(sql: Sql): Promise<Instant | null> {
  const [row] = await sql<{ at: Instant | null }[]>`
    select least(
      (select due_at from enrollment where state = 'active' and due_at is not null order by due_at, no limit 1),
      (select t.touch_at from touch t join enrollment e on e.no = t.enrollment_no
        join sequence s on s.id = e.sequence_id
        where t.state = 'new' and e.state <> 'paused' and s.state <> 'paused'
        order by t.touch_at, t.enrollment_no limit 1),
      (select auto_skip_at from touch where state = 'open' and auto_skip_at is not null
        order by auto_skip_at, enrollment_no limit 1)
    ) as at`;
  return row?.at ?? null;
}

/** Open tasks that have waited as long as they may. Uses touch_to_skip. */
export async function overdueTasks(
  sql: Sql,
  at: { now: Instant; limit: number },
): Promise<{ intentId: string; workspaceId: number; skipAt: Instant }[]> {
  return await sql<{ intentId: string; workspaceId: number; skipAt: Instant }[]>`
    select t.intent_id as "intentId", e.workspace_id as "workspaceId", t.auto_skip_at as "skipAt"
    from touch t join enrollment e on e.no = t.enrollment_no
    where t.state = 'open' and t.auto_skip_at <= ${iso(at.now)}::timestamptz
    order by t.auto_skip_at, t.enrollment_no limit ${at.limit}`;
}
