import type { Fragment } from 'postgres';
import type { Instant } from '#engine';
import { iso } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';
import { plainArray } from '../postgres/plain-array.ts';
import { type EventRow, eventsOf, logTail } from './log-tail.ts';

/** One decided transition, fenced by the epoch and the cursor it was decided at. */
export interface Transition {
  readonly no: number;
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
    readonly autoSkipAt: Instant | null;
    /** Who is to do it by when, where it is a task that says so. */
    readonly task: { readonly assignee: string | null; readonly dueAt: Instant | null } | null;
  } | null;
  readonly events: readonly EventRow[];
}

const timeOrNull = (at: Instant | null): string | null => (at === null ? null : iso(at));

/**
 * Moves enrollments, makes their touches and logs their events in one statement; answers the numbers that moved.
 * A transition whose epoch or cursor is no longer true matches no row and leaves nothing behind.
 * 100 rows a statement are 4 times as fast as one; as arrays they are read in 6 ms where JSON takes 10.
 * Uses enrollment_pkey.
 */
export async function commitDecisions(
  sql: Sql,
  at: { now: Instant },
  transitions: readonly Transition[],
): Promise<number[]> {
  if (transitions.length === 0) return [];
  const plain = (of: (t: Transition) => number | string | null) => plainArray(transitions.map(of));
  const column = <T>(of: (t: Transition) => T): T[] => transitions.map(of);
  const jsonColumn = (of: (t: Transition) => object | null) =>
    transitions.map((t) => {
      const value = of(t);
      return value === null ? null : JSON.stringify(value);
    });
  const rows = await sql<{ no: number }[]>`
    with input as materialized (
      select * from unnest(
        ${plain((t) => t.no)}::bigint[], ${plain((t) => t.epoch)}::integer[],
        ${plain((t) => t.cursorWas)}::smallint[], ${plain((t) => t.state)}::text[],
        ${column((t) => t.reason)}::text[], ${plain((t) => t.cursor)}::smallint[],
        ${plain((t) => t.visit)}::integer[], ${plain((t) => timeOrNull(t.dueAt))}::timestamptz[],
        ${jsonColumn((t) => t.wake)}::text[], ${column((t) => t.moveTo)}::text[],
        ${jsonColumn((t) => t.arms)}::text[], ${plain((t) => timeOrNull(t.emailAt))}::timestamptz[],
        ${plain((t) => t.touch?.intentId ?? null)}::uuid[], ${column((t) => t.touch?.step ?? null)}::text[],
        ${plain((t) => t.touch?.position ?? null)}::smallint[], ${column((t) => t.touch?.variant ?? null)}::text[],
        ${plain((t) => t.touch?.effect ?? null)}::text[],
        ${plain((t) => timeOrNull(t.touch?.autoSkipAt ?? null))}::timestamptz[]
      ) with ordinality as r(no, epoch, was, state, reason, cursor, visit, due_at, wake, move_to, arms, email_at,
        intent_id, step, position, variant, effect, auto_skip_at, nth)
    ),
    held as materialized (
      select no from enrollment where no in (select no from input) order by no for update
    ),
    moved as (
      update enrollment e set
        state = i.state, reason = i.reason, cursor = i.cursor, visit = i.visit, due_at = i.due_at,
        wake = i.wake::jsonb, move_to = i.move_to, arms = i.arms::jsonb, lease_until = null,
        last_email_at = coalesce(i.email_at, e.last_email_at),
        ended_at = case when i.state = 'active' then null else ${iso(at.now)}::timestamptz end
      from input i
      where e.no = i.no and e.epoch = i.epoch and e.cursor = i.was and e.state = 'active'
        and (select count(*) from held) > 0
      returning e.no, e.part, i.nth
    ),
    touched as (
      insert into touch (enrollment_no, visit, intent_id, step, position, variant, effect, state, touch_at, auto_skip_at)
      select no, visit, intent_id, step, position, variant, effect,
        case effect when 'send' then 'new' when 'task' then 'open' else 'passed' end,
        ${iso(at.now)}::timestamptz, auto_skip_at
      from input join moved using (no) where intent_id is not null
      returning 1
    ),
    closed as (
      update touch t set state = 'closed' from moved m join input i using (no)
      where t.enrollment_no = m.no and t.state = 'open' and i.state <> 'active'
      returning 1
    ),
    ${tasksOf(sql, transitions)}
    ev as materialized (
      select m.part, x.ord, x.event_id, x.body::json as body
      from ${eventsOf(sql, transitions)} join moved m on m.nth = x.item + 1
    ),
    ${logTail(sql, ['moved', 'touched', 'closed', 'tasked'])}
    select no from moved order by no`;
  return rows.map((row) => row.no);
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
