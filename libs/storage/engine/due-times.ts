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
      (select e.due_at from enrollment e join sequence s on s.id = e.sequence_id and s.state <> 'paused'
        where e.state = 'active' and e.due_at is not null order by e.due_at, e.no limit 1),
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

/** Gives up every lease: for a single process at its start, when nobody else can hold one. */
export async function releaseLeases(sql: Sql): Promise<void> {
  await sql`update enrollment set lease_until = null where lease_until is not null`;
  await sql`update touch set lease_until = ${iso(0)}::timestamptz where state = 'sending'`;
}
