import type { Fragment } from 'postgres';
import { iso } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';
import { fateIsOpen } from './open-fates.ts';
import type { Deed, IncomingEvent } from './record-events.ts';

/** What the statement of `recordEvents` has besides where events do more than be remembered. */
export interface Deeds {
  /** The CTE of the colleagues that leave, and the rows that lock them among the others. */
  readonly input: Fragment;
  readonly colleagues: Fragment;
  /** CTEs that let those act which are new. */
  readonly done: Fragment;
  /** The names of those among them that write. */
  readonly ctes: readonly string[];
  /** The enrollments that change, each once, with what becomes of them; and how. */
  readonly moved: Fragment | null;
  readonly changes: Fragment;
  /** The rows of the log that say so. */
  readonly events: Fragment;
}

/** The deeds of a batch; nothing where there are none: what stands in a statement costs, rows or not. */
export function deedsOf(sql: Sql, events: readonly IncomingEvent[]): Deeds {
  if (events.every(({ deed }) => deed === null)) {
    const none = sql``;
    return { input: none, colleagues: none, done: none, ctes: [], moved: null, changes: none, events: none };
  }
  const colleagues = events.flatMap(({ eventId: id, deed, occurredAt }) =>
    (deed?.colleagues ?? []).map(({ no, part, reason: ends, exit }) => ({
      ...{ id, no, part, ends, at: iso(occurredAt), exit_body: exit.body },
    })),
  );
  return {
    input: sql`
      colleague as materialized (
        select * from json_to_recordset(${JSON.stringify(colleagues)}::text::json) as r(
          id uuid, no bigint, part smallint, ends text, at timestamptz, exit_body text)
      ),`,
    colleagues: sql`
      union all
      select id, part, at, no, null, null, null, null, null, null, null, null, ends, exit_body from colleague`,
    done: doneOf(sql),
    ctes: ['task_closed', 'fate_known', 'noted', 'touches_left', 'suppressed'],
    moved: sql`
      select no, max(ends) as ends, max(left_at) as left_at, min(due_at) as due_at from (
        select no, null as ends, null::timestamptz as left_at, null::timestamptz as due_at
        from news where changes and no > 0
        union all select no, ends, at, null from ending
        union all select no, null, null, due_at from waking
      ) m group by no`,
    changes: sql`,
      state = case when m.ends is null then e.state else 'exited' end,
      reason = coalesce(m.ends, e.reason),
      ended_at = coalesce(m.left_at, e.ended_at),
      due_at = case when m.ends is not null then null else coalesce(m.due_at, e.due_at) end,
      wake = case when m.ends is null and m.due_at is null then e.wake end`,
    events: sql`
      union all
      select part, 1, ord, no, 1::smallint, null, done_body from task_closed where done_body is not null
      union all
      select part, 1, ord, no, 1::smallint, null, sent_body from fate_known where sent_body is not null
      union all
      select part, 2, ord, no, 1::smallint, null, exit_body from ending`,
  };
}

/** A deed as the statement reads it, in one line of JSON. */
export function textOfDeed({ ends, wakesAt, task, fate, suppress }: Deed): string {
  return JSON.stringify({
    ends: ends?.reason,
    exit_body: ends?.exit.body,
    due_at: wakesAt === null ? undefined : iso(wakesAt),
    task_visit: task?.visit,
    task_state: task?.state,
    outcome: task?.outcome,
    reason: task?.reason,
    note: task?.note,
    done_body: task?.done?.body,
    fate_visit: fate?.visit,
    fate: fate?.state,
    sent_body: fate?.sent?.body,
    workspace_id: suppress?.workspaceId,
    holder_key: suppress?.holderKey,
    why: suppress?.reason,
  });
}

const doneOf = (sql: Sql): Fragment => sql`
  acting as materialized (
    select n.id, n.part, n.at, n.no, n.ord, n.state, d.* from news n
    cross join lateral json_to_record(n.deed::json) as d(
      ends text, exit_body text, due_at timestamptz,
      task_visit integer, task_state text, outcome text, reason text, note text, done_body text,
      fate_visit integer, fate text, sent_body text, workspace_id integer, holder_key text, why text)
    where n.deed is not null
  ),
  task_closed as (
    update touch t set state = n.task_state, sent_at = case n.task_state when 'done' then n.at end
    from (select distinct on (no, task_visit) * from acting where task_visit is not null
          order by no, task_visit, at, id) n
    where t.enrollment_no = n.no and t.visit = n.task_visit and t.state = 'open'
    returning n.id, n.part, n.ord, n.no, n.task_visit, n.at, n.outcome, n.reason, n.note, n.done_body
  ),
  noted as (
    insert into task (enrollment_no, visit, outcome, reason, note, closed_at)
    select no, task_visit, outcome, reason, note, at from task_closed order by no, task_visit
    on conflict (enrollment_no, visit) do update set
      outcome = excluded.outcome, reason = excluded.reason, note = excluded.note, closed_at = excluded.closed_at
    returning 1
  ),
  fate_asked as materialized (
    -- Who sent these mails may be writing down what came of them, in this order and without their enrollments.
    select t.enrollment_no as no, t.visit from touch t join acting n on t.enrollment_no = n.no and t.visit = n.fate_visit
    order by t.enrollment_no, t.visit for update of t
  ),
  fate_known as (
    update touch t set
      state = n.fate, lease_until = null, unsure_since = null,
      sent_at = case n.fate when 'sent' then coalesce(t.unsure_since, t.send_at) end
    from (select distinct on (no, fate_visit) * from acting where fate_visit is not null
          order by no, fate_visit, at, id) n
    where t.enrollment_no = n.no and t.visit = n.fate_visit and ${fateIsOpen(sql)}
      and case when (n.no, n.fate_visit) in (select no, visit from fate_asked) then true end
    returning n.part, n.ord, n.no, n.sent_body
  ),
  leaving as materialized (
    select no, part, ord, at, id, ends, exit_body, state from acting where ends is not null
    union all
    select no, part, 0, at, id, ends, exit_body, state from held
    where ord is null and case when id in (select event_id from fresh) then true end
  ),
  ending as materialized (
    select distinct on (no) no, part, ord, at, ends, exit_body from leaving
    where state in ('active', 'paused') order by no, at, id
  ),
  waking as materialized (
    select no, min(due_at) as due_at from acting
    where due_at is not null and state in ('active', 'paused') group by no
  ),
  touches_left as (
    -- Also of a sequence that is finished: its last mail may be decided and not sent.
    update touch t set state = 'closed' from (select distinct no from leaving) x
    where t.enrollment_no = x.no and t.state in ('open', 'new', 'pending')
      and case when (t.enrollment_no, t.visit) in (
        select no, task_visit from acting where task_visit is not null
        union all select no, fate_visit from acting where fate_visit is not null
      ) then false else true end
    returning 1
  ),
  suppressed as (
    insert into suppression (workspace_id, holder_key, reason, since)
    select distinct on (workspace_id, holder_key) workspace_id, holder_key, why, at from acting
    where holder_key is not null order by workspace_id, holder_key, at
    on conflict do nothing
    returning 1
  ),`;
