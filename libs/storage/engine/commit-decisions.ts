import type { Fragment } from 'postgres';
import type { Instant } from '#engine';
import { iso } from '#engine';
import { holderKeys } from '../contacts/list-contacts.ts';
import type { Sql } from '../postgres/open-postgres.ts';
import { plainArray } from '../postgres/plain-array.ts';
import { jsonTexts, type LogRow, logTail } from './log-tail.ts';

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
    readonly effect: 'send' | 'task' | 'none';
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
  readonly touch: 'new' | 'sending' | 'suppressed' | 'open' | 'passed' | null;
}

const timeOrNull = (at: Instant | null): string | null => (at === null ? null : iso(at));

/**
 * Moves enrollments, makes their touches and logs their events in one statement, and gives back the leases; answers what
 * was written. A mail that can go out now is `sending` at once, unless its suppression stands: the check is part of the
 * statement. A transition whose lease, epoch or cursor is no longer true, or whose sequence was paused, matches no row
 * and leaves nothing behind.
 * 100 rows a statement are 4 times as fast as one; as arrays they are read in 6 ms where JSON takes 10.
 * Uses part_lease_pkey, enrollment_pkey, contact_pkey, suppression_pkey.
 */
export async function commitDecisions(
  sql: Sql,
  at: { now: Instant; leaseMs: number },
  transitions: readonly Transition[],
): Promise<Moved[]> {
  if (transitions.length === 0) return [];
  const plain = (of: (t: Transition) => number | string | null) => plainArray(transitions.map(of));
  const column = <T>(of: (t: Transition) => T): T[] => transitions.map(of);
  const jsonColumn = (of: (t: Transition) => object | null) =>
    transitions.map((t) => {
      const value = of(t);
      return value === null ? null : JSON.stringify(value);
    });
  const leases = [...new Map(transitions.map((t) => [t.part, t.lease]))];
  const now = sql`${iso(at.now)}::timestamptz`;
  return await sql<Moved[]>`
    with mine as materialized (
      select * from unnest(${leases.map(([part]) => part)}::smallint[], ${leases.map(([, epoch]) => epoch)}::integer[])
        as m(part, epoch)
    ),
    kept as materialized (select part from part_lease join mine using (part, epoch)),
    input as materialized (
      select * from rows from (
        unnest(
          ${plain((t) => t.no)}::bigint[], ${plain((t) => t.epoch)}::integer[],
          ${plain((t) => t.cursorWas)}::smallint[], ${plain((t) => t.state)}::text[],
          ${column((t) => t.reason)}::text[], ${plain((t) => t.cursor)}::smallint[],
          ${plain((t) => t.visit)}::integer[], ${plain((t) => timeOrNull(t.dueAt))}::timestamptz[],
          ${jsonColumn((t) => t.wake)}::text[], ${column((t) => t.moveTo)}::text[],
          ${plain((t) => timeOrNull(t.emailAt))}::timestamptz[],
          ${plain((t) => t.touch?.intentId ?? null)}::uuid[], ${column((t) => t.touch?.step ?? null)}::text[],
          ${plain((t) => t.touch?.position ?? null)}::smallint[], ${column((t) => t.touch?.variant ?? null)}::text[],
          ${plain((t) => t.touch?.effect ?? null)}::text[],
          ${plain((t) => timeOrNull(t.touch?.sendAt ?? null))}::timestamptz[],
          ${plain((t) => timeOrNull(t.touch?.autoSkipAt ?? null))}::timestamptz[],
          ${plain((t) => t.log?.count ?? null)}::smallint[]),
        ${jsonTexts(
          sql,
          column((t) => JSON.stringify(t.arms)),
        )},
        ${jsonTexts(
          sql,
          column((t) => t.log?.shared ?? null),
        )}, ${jsonTexts(
          sql,
          column((t) => t.log?.own ?? null),
        )}
      ) with ordinality as r(no, epoch, was, state, reason, cursor, visit, due_at, wake, move_to, email_at, intent_id,
        step, position, variant, effect, send_at, auto_skip_at, count, arms, shared, own, ord)
    ),
    held as materialized (
      select no from enrollment where no in (select no from input) order by no for update
    ),
    moved as (
      update enrollment e set
        epoch = e.epoch + 1, state = i.state, reason = i.reason, cursor = i.cursor, visit = i.visit, due_at = i.due_at,
        wake = i.wake::jsonb, move_to = i.move_to, arms = i.arms::jsonb,
        last_email_at = coalesce(i.email_at, e.last_email_at),
        ended_at = case when i.state = 'active' then null else ${now} end
      from input i
      where e.no = i.no and e.epoch = i.epoch and e.cursor = i.was and e.state = 'active'
        and e.part in (select part from kept)
        and e.sequence_id not in (select id from sequence where state = 'paused')
        and (select count(*) from held) > 0
      returning e.no, e.part, e.contact_id, i.ord, i.intent_id, i.visit, i.step, i.position, i.variant, i.effect, i.send_at,
        i.auto_skip_at, i.count, i.shared, i.own, i.state as standing
    ),
    touched as (
      insert into touch (enrollment_no, visit, intent_id, step, position, variant, effect, state, touch_at, send_at,
        auto_skip_at, attempt, lease_until)
      select no, visit, intent_id, step, position, variant, effect, state, ${now}, coalesce(send_at, ${now}), auto_skip_at,
        (state in ('sending', 'suppressed'))::integer,
        case when state = 'sending' then ${iso(at.now + at.leaseMs)}::timestamptz end
      from (
        select *, case
          when effect = 'task' then 'open'
          when effect = 'none' then 'passed'
          when send_at is null or send_at > ${now} then 'new'
          when exists (
            select from contact c join suppression u on u.workspace_id = c.workspace_id
            where c.id = m.contact_id and u.holder_key in (${holderKeys(sql)})
          ) then 'suppressed'
          else 'sending' end as state
        from moved m where intent_id is not null
      ) t
      returning enrollment_no as no, state as touch
    ),
    closed as (
      update touch t set state = 'closed' from moved m
      where t.enrollment_no = m.no and t.state = 'open' and m.standing <> 'active'
      returning 1
    ),
    ${tasksOf(sql, transitions)}
    ev as materialized (
      select part, ord, count, shared, own from moved where count is not null
    ),
    given_back as (
      update part_lease l set lease_until = null from mine where l.part = mine.part and l.epoch = mine.epoch
    ),
    ${logTail(sql, ['moved', 'touched', 'closed', 'tasked'])}
    select m.no, t.touch from moved m left join touched t using (no) order by m.no`;
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
