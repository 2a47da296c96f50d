import type { Instant } from '#engine';
import { iso } from '#engine';
import { nextOfQueues, queues } from '../pacing/waiting-mails.ts';
import type { Sql } from '../postgres/open-postgres.ts';
import { moveTargets } from './moves.ts';
import { isAssumed } from './open-fates.ts';
import { parkedSequences } from './unpark.ts';

/**
 * When the engine next has something to do: an enrollment falls due, an intent waits to be sent or an action to be done,
 * or a task skips itself. Null when nothing is ahead.
 * Uses enrollment_due, enrollment_parked, touch_to_send, touch_to_act, touch_to_skip.
 */
export async function nextDue(sql: Sql): Promise<Instant | null> {
  const [row] = await sql<{ at: Instant | null }[]>`
    with recursive ${parkedSequences(sql)}, ${queues(sql)}
    select least(
      (select min(e.due_at) from part_lease l cross join workspace w cross join lateral (
        select e.due_at from enrollment e join sequence s on s.id = e.sequence_id and s.state <> 'paused'
        where e.part = l.part and e.workspace_id = w.id and e.state = 'active' and e.due_at is not null and not e.parked
        order by e.due_at, e.no limit 1) e),
      (select min(e.due_at) from parked_sequence p join sequence s on s.id = p.id and s.state <> 'paused'
        cross join lateral (select due_at from enrollment where parked and sequence_id = s.id limit 1) e),
      (select t.send_at from touch t join enrollment e on e.no = t.enrollment_no
        join sequence s on s.id = e.sequence_id
        where t.state = 'new' and t.mailbox_id is null and e.state <> 'paused' and s.state <> 'paused'
          and e.turn is null
        order by t.send_at, t.enrollment_no limit 1),
      (select t.send_at from touch t join enrollment e on e.no = t.enrollment_no
        join sequence s on s.id = e.sequence_id
        where t.state = 'pending' and e.state <> 'paused' and s.state <> 'paused'
        order by t.send_at, t.enrollment_no limit 1),
      (${nextOfQueues(sql)}),
      (select t.auto_skip_at from ${skippable(sql)} and t.auto_skip_at is not null
        order by t.auto_skip_at, t.enrollment_no limit 1)
    ) as at`;
  return row?.at ?? null;
}

/**
 * Whether there is anything at all for an engine to do now: this is what an idle one asks every second. It looks at the
 * first entry of each index. Uses those of nextDue, touch_sending, touch_unsure, enrollment_to_move, contact_unsettled.
 */
export async function isAnythingDue(sql: Sql, now: Instant): Promise<boolean> {
  const at = sql`${iso(now)}::timestamptz`;
  const [row] = await sql<{ due: boolean }[]>`
    with recursive ${parkedSequences(sql)}, ${moveTargets(sql)}, ${queues(sql)}
    select exists (
        select from part_lease l cross join workspace w cross join lateral (
          select from enrollment e where e.part = l.part and e.workspace_id = w.id and e.state = 'active'
            and e.due_at <= ${at} and not e.parked limit 1) first)
      or exists (select from touch where state = 'new' and mailbox_id is null and send_at <= ${at})
      or (${nextOfQueues(sql)}) <= ${at}
      or exists (select from turn_change)
      or exists (select from touch where state = 'pending' and send_at <= ${at})
      or exists (select from touch where state = 'sending' and lease_until <= ${at})
      or exists (select from touch where ${isAssumed(sql, now)})
      or exists (select from ${skippable(sql)} and t.auto_skip_at <= ${at})
      or exists (
        select from target t left join sequence s on s.workspace_id = t.workspace_id and s.key = t.move_to
        where s.state is null or s.state in ('published', 'archived'))
      or exists (select from contact where unsettled)
      or exists (select from parked_sequence join sequence using (id) where state <> 'paused') as due`;
  return row?.due ?? false;
}

/** Open tasks that have waited as long as they may. Uses touch_to_skip. */
export async function overdueTasks(
  sql: Sql,
  at: { now: Instant; limit: number },
): Promise<{ intentId: string; workspaceId: number; skipAt: Instant }[]> {
  return await sql<{ intentId: string; workspaceId: number; skipAt: Instant }[]>`
    select t.intent_id as "intentId", e.workspace_id as "workspaceId", t.auto_skip_at as "skipAt"
    from ${skippable(sql)} and t.auto_skip_at <= ${iso(at.now)}::timestamptz
    order by t.auto_skip_at, t.enrollment_no limit ${at.limit}`;
}

/** Open tasks; those of what is paused do not skip themselves, for nobody works on them either. */
const skippable = (sql: Sql) => sql`
  touch t join enrollment e on e.no = t.enrollment_no join sequence s on s.id = e.sequence_id
  where t.state = 'open' and e.state <> 'paused' and s.state <> 'paused'`;

/** Gives up every lease: for a single process at its start, when nobody else can hold one. */
export async function releaseLeases(sql: Sql): Promise<void> {
  await sql`update part_lease set lease_until = null where lease_until is not null`;
  await sql`update touch set lease_until = ${iso(0)}::timestamptz where state = 'sending'`;
}
