import type { Fragment } from 'postgres';
import type { Instant } from '#engine';
import { iso } from '#engine';
import { holderKeys } from '../contacts/list-contacts.ts';
import type { Sql } from '../postgres/open-postgres.ts';
import { plainArray, sparseArray } from '../postgres/plain-array.ts';
import { type LogRow, logTail, textColumn } from './log-tail.ts';

/** One decided transition, fenced by the lease, the epoch and the cursor it was decided at. */
export interface Transition {
  readonly no: number;
  readonly part: number;
  readonly lease: number;
  readonly epoch: number;
  readonly cursorWas: number;
  readonly state: 'active' | 'finished' | 'exited' | 'failed';
  readonly reason: string | null;
  readonly cursor: number;
  readonly visit: number;
  readonly dueAt: Instant | null;
  readonly wake: object | null;
  /** The sequence an exit leads to. */
  readonly moveTo: string | null;
  readonly arms: Readonly<Record<string, string>>;
  readonly emailAt: Instant | null;
  readonly touch: {
    readonly intentId: string;
    readonly step: string;
    readonly position: number;
    readonly variant: string;
    readonly effect: 'send' | 'task' | 'action' | 'none';
    /** What is sent later than now waits as `new`; null: caps or its mailbox say when it goes. */
    readonly sendAt: Instant | null;
    readonly autoSkipAt: Instant | null;
    /** Who is to do it by when, where it is a task that says so. */
    readonly task: { readonly assignee: string | null; readonly dueAt: Instant | null } | null;
  } | null;
  readonly log: LogRow | null;
}

/** A transition that was written, and what its touch is now: `sending` is to be sent at once by whoever asked. */
export interface Moved {
  readonly no: number;
  readonly touch: 'new' | 'sending' | 'suppressed' | 'open' | 'pending' | 'passed' | null;
}

const timeOrNull = (at: Instant | null): string | null => (at === null ? null : iso(at));

/**
 * Moves enrollments, makes their touches and logs their events in one statement, and gives back the leases; answers what
 * was written. A mail that can go out now is `sending` at once, unless its suppression stands: the check is part of the
 * statement. A transition whose lease, epoch or cursor is no longer true, or whose sequence was paused, matches no row
 * and leaves nothing behind.
 * 100 rows a statement are 4 times as fast as one; as arrays they are read in 6 ms where JSON takes 10. The rows are in
 * order of their numbers, which is the order they are locked in: whichever way the two sides of the update are joined,
 * both come in this order. The numbers stand there once more, so that no plan reads a whole table.
 * Uses part_lease_pkey, enrollment_pkey, contact_pkey, suppression_pkey.
 */
export async function commitDecisions(
  sql: Sql,
  at: { now: Instant; leaseMs: number },
  transitions: readonly Transition[],
): Promise<Moved[]> {
  if (transitions.length === 0) return [];
  const rows = [...transitions].sort((a, b) => a.no - b.no);
  const plain = (of: (t: Transition) => number | string | null) => plainArray(rows.map(of));
  const time = (of: (t: Transition) => Instant | null | undefined) =>
    plainArray(rows.map((t) => timeOrNull(of(t) ?? null)));
  const rare = (of: (t: Transition) => string | null) => sparseArray(rows.map(of));
  const words = (of: (t: Transition) => string | null | undefined) => textColumn(sql, rows.map(of));
  const leases = [...new Map(rows.map((t) => [t.part, t.lease]))];
  const now = sql`${iso(at.now)}::timestamptz`;
  return await sql<Moved[]>`
    with mine as materialized (
      select * from unnest(${leases.map(([part]) => part)}::smallint[], ${leases.map(([, epoch]) => epoch)}::integer[])
        as m(part, epoch)
    ),
    kept as materialized (select part from part_lease join mine using (part, epoch)),
    moved as (
      update enrollment e set
        epoch = e.epoch + 1, state = i.state, reason = i.reason, cursor = i.cursor, visit = i.visit, due_at = i.due_at,
        wake = i.wake::jsonb, move_to = i.move_to, arms = i.arms::jsonb,
        last_email_at = coalesce(i.email_at, e.last_email_at),
        ended_at = case when i.state = 'active' then null else ${now} end, left_by_step = i.state = 'exited'
      from rows from (
        unnest(
          ${plain((t) => t.no)}::bigint[], ${plain((t) => t.epoch)}::integer[], ${plain((t) => t.cursorWas)}::smallint[],
          ${plain((t) => t.state)}::text[], ${rare((t) => t.reason)}::text[], ${plain((t) => t.cursor)}::smallint[],
          ${plain((t) => t.visit)}::integer[], ${time((t) => t.dueAt)}::timestamptz[],
          ${rare((t) => (t.wake === null ? null : JSON.stringify(t.wake)))}::text[], ${rare((t) => t.moveTo)}::text[],
          ${time((t) => t.emailAt)}::timestamptz[], ${plain((t) => t.touch?.intentId ?? null)}::uuid[],
          ${plain((t) => t.touch?.position ?? null)}::smallint[], ${plain((t) => t.touch?.effect ?? null)}::text[],
          ${time((t) => t.touch?.sendAt)}::timestamptz[], ${time((t) => t.touch?.autoSkipAt)}::timestamptz[],
          ${plain((t) => t.log?.count ?? null)}::smallint[]),
        ${words((t) => t.touch?.step)}, ${words((t) => t.touch?.variant)}, ${words((t) => JSON.stringify(t.arms))},
        ${words((t) => t.log?.shared)}, ${words((t) => t.log?.own)}
      ) with ordinality as i(no, epoch, was, state, reason, cursor, visit, due_at, wake, move_to, email_at, intent_id,
        position, effect, send_at, auto_skip_at, count, step, variant, arms, shared, own, ord)
      where e.no = any(${plain((t) => t.no)}::bigint[]) and e.no = i.no
        and e.epoch = i.epoch and e.cursor = i.was and e.state = 'active'
        and e.part in (select part from kept)
        and e.sequence_id not in (select id from sequence where state = 'paused')
      returning e.no, e.part, i.ord, i.intent_id, i.visit, i.step, i.position, i.variant, i.effect, i.send_at,
        i.auto_skip_at, i.count, i.shared, i.own, i.state as standing, case
          when i.intent_id is null then null
          when i.effect = 'task' then 'open'
          when i.effect = 'none' then 'passed'
          when i.effect = 'action' then 'pending'
          when i.send_at is null or i.send_at > ${now} then 'new'
          when exists (
            select from contact c join suppression u on u.workspace_id = c.workspace_id
            where c.id = e.contact_id and u.holder_key in (${holderKeys(sql)})
          ) then 'suppressed'
          else 'sending' end as touch
    ),
    touched as (
      insert into touch (enrollment_no, visit, intent_id, step, position, variant, effect, state, touch_at, send_at,
        auto_skip_at, attempt, lease_until)
      select no, visit, intent_id, step, position, variant, effect, touch, ${now}, coalesce(send_at, ${now}), auto_skip_at,
        (touch in ('sending', 'suppressed'))::integer,
        case when touch = 'sending' then ${iso(at.now + at.leaseMs)}::timestamptz end
      from moved where touch is not null
      returning 1
    ),
    ${closedBy(sql, transitions)}
    ${tasksOf(sql, transitions)}
    ev as materialized (
      select part, ord, count, shared, own from moved where count is not null
    ),
    given_back as (
      update part_lease l set lease_until = null from mine where l.part = mine.part and l.epoch = mine.epoch
    ),
    ${logTail(sql, ['moved', 'touched', 'closed', 'tasked'])}
    select no, touch from moved`;
}

/** The tasks that are open of those who leave. Nothing but an empty row source where nobody does. Uses touch_pkey. */
function closedBy(sql: Sql, transitions: readonly Transition[]): Fragment {
  if (transitions.every(({ state }) => state === 'active')) return sql`closed as (select 1),`;
  return sql`
    closed as (
      update touch t set state = 'closed' from moved m
      where t.enrollment_no = m.no and t.state = 'open' and m.standing <> 'active'
      returning 1
    ),`;
}

/** The tasks of a batch. Nothing but an empty row source where there are none, as in most. Uses task_pkey. */
function tasksOf(sql: Sql, transitions: readonly Transition[]): Fragment {
  const tasks = transitions.flatMap(({ no, visit, touch }) =>
    touch?.task ? [{ no, visit, ...touch.task }] : [],
  );
  if (tasks.length === 0) return sql`tasked as (select 1),`;
  return sql`
    tasked as (
      insert into task (enrollment_no, visit, assignee, due_at)
      select i.no, i.visit, i.assignee, i.due_at
      from unnest(
        ${plainArray(tasks.map(({ no }) => no))}::bigint[], ${plainArray(tasks.map(({ visit }) => visit))}::integer[],
        ${tasks.map(({ assignee }) => assignee)}::text[],
        ${plainArray(tasks.map(({ dueAt }) => timeOrNull(dueAt)))}::timestamptz[]
      ) as i(no, visit, assignee, due_at)
      join moved using (no) order by i.no
      returning 1
    ),`;
}
