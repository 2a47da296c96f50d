import type { Instant } from '#engine';
import { iso } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';
import { latestTimes } from './latest-times.ts';
import { type EventRow, logTail, rowsWithBodies } from './log-tail.ts';
import { fateIsOpen } from './open-fates.ts';

/** One outside event with what it does to its enrollment; the effect happens only if the event is new. */
export interface IncomingEvent {
  readonly eventId: string;
  readonly part: number;
  readonly body: string;
  readonly occurredAt: Instant;
  /** 0 where the event belongs to no enrollment. */
  readonly enrollmentNo: number;
  readonly step: string;
  /** What it is remembered as for conditions; null for what a machine did. */
  readonly sighting: string | null;
  /** Ends the sequence for this reason; `exit` is the event that says so. */
  readonly ends: { readonly reason: string; readonly exit: EventRow } | null;
  /** Enrollments of the same account whose sequence ends with it, each with the event that says so. */
  readonly colleagues: readonly {
    readonly no: number;
    readonly part: number;
    readonly reason: string;
    readonly exit: EventRow;
  }[];
  /** What the enrollment waited for when this was worked out; if it waits for something else by now, this is stale. */
  readonly wakeWas: object | null;
  /** Wakes the enrollment at this time. */
  readonly wakesAt: Instant | null;
  /** Closes the task of this visit; `done` is the `sent` event that a completed task counts as. */
  readonly task: {
    readonly visit: number;
    readonly state: 'done' | 'skipped';
    readonly outcome: string | null;
    readonly reason: string | null;
    readonly note: string | null;
    readonly done: EventRow | null;
  } | null;
  /**
   * Shows what became of the mail of this visit, where nobody knew: the provider took it (`sent` is the event that says
   * so), or never will.
   */
  readonly fate: {
    readonly visit: number;
    readonly state: 'sent' | 'rejected';
    readonly sent: EventRow | null;
  } | null;
  readonly suppress: {
    readonly workspaceId: number;
    readonly holderKey: string;
    readonly reason: string;
  } | null;
}

export interface Recorded {
  /** Ids that were new: these events are logged, and have acted. */
  readonly fresh: string[];
  /** Ids of events whose enrollment has fallen asleep or woken since: nothing was done, and they are to be worked out again. */
  readonly stale: string[];
}

/**
 * Logs events and lets them act, in one statement. Inserting into `inbox` gates the effect of each, so a duplicate
 * does nothing; the events of one call are folded to one row per enrollment, first by (occurredAt, eventId), because
 * UPDATE … FROM applies only the first of two source rows. Writes no lease check but raises the epoch, so a decision
 * in flight loses. Uses inbox_pkey, enrollment_pkey, touch_pkey, sighting_pkey.
 */
export async function recordEvents(
  sql: Sql,
  at: { now: Instant },
  events: readonly IncomingEvent[],
): Promise<Recorded> {
  if (events.length === 0) return { fresh: [], stale: [] };
  const input = events.map((e, ord) => ({
    row: {
      ord,
      id: e.eventId,
      part: e.part,
      at: iso(e.occurredAt),
      no: e.enrollmentNo,
      step: e.step,
      type: e.sighting,
      ends: e.ends?.reason ?? null,
      due_at: e.wakesAt === null ? null : iso(e.wakesAt),
      wake_was: e.wakeWas,
      task_visit: e.task?.visit ?? null,
      task_state: e.task?.state ?? null,
      outcome: e.task?.outcome ?? null,
      reason: e.task?.reason ?? null,
      note: e.task?.note ?? null,
      fate_visit: e.fate?.visit ?? null,
      fate: e.fate?.state ?? null,
      workspace_id: e.suppress?.workspaceId ?? null,
      holder_key: e.suppress?.holderKey ?? null,
      why: e.suppress?.reason ?? null,
    },
    bodies: {
      body: e.body,
      exit_body: e.ends?.exit.body ?? null,
      done_body: e.task?.done?.body ?? null,
      sent_body: e.fate?.sent?.body ?? null,
    },
  }));
  const colleagues = events.flatMap(({ eventId: id, colleagues }) =>
    colleagues.map(({ no, part, reason: ends, exit }) => ({
      row: { id, no, part, ends },
      bodies: { exit_body: exit.body },
    })),
  );
  const rows = await sql<{ id: string; fresh: boolean; stale: boolean }[]>`
    with input as materialized (
      select distinct on (id) * from json_to_recordset(${rowsWithBodies(input)}::text::json) as r(
        ord integer, id uuid, part smallint, body json, at timestamptz, no bigint, step text, type text,
        ends text, exit_body json, due_at timestamptz, wake_was jsonb,
        task_visit integer, task_state text, outcome text, reason text, note text, done_body json,
        fate_visit integer, fate text, sent_body json, workspace_id integer, holder_key text, why text)
      order by id, ord
    ),
    colleague as materialized (
      select * from json_to_recordset(${rowsWithBodies(colleagues)}::text::json) as r(
        id uuid, no bigint, part smallint, ends text, exit_body json)
    ),
    before as materialized (
      select no, state, wake from enrollment
      where no in (select no from input union all select no from colleague) order by no for update
    ),
    timely as materialized (
      select i.* from input i left join before b on b.no = i.no
      where b.no is null or b.wake is not distinct from i.wake_was
    ),
    fresh as (
      insert into inbox (event_id, received_at)
      select id, ${iso(at.now)}::timestamptz from timely order by id
      on conflict do nothing returning event_id
    ),
    news as materialized (select t.* from timely t join fresh f on f.event_id = t.id),
    task_closed as (
      update touch t set state = n.task_state, sent_at = case n.task_state when 'done' then n.at end
      from (select distinct on (no, task_visit) * from news where task_visit is not null
            order by no, task_visit, at, id) n
      where t.enrollment_no = n.no and t.visit = n.task_visit and t.state = 'open'
        and (select count(*) from before) >= 0
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
      select t.enrollment_no as no, t.visit from touch t join news n on t.enrollment_no = n.no and t.visit = n.fate_visit
      where (select count(*) from before) >= 0
      order by t.enrollment_no, t.visit for update of t
    ),
    fate_known as (
      update touch t set
        state = n.fate, lease_until = null, unsure_since = null,
        sent_at = case n.fate when 'sent' then coalesce(t.unsure_since, t.send_at) end
      from (select distinct on (no, fate_visit) * from news where fate_visit is not null
            order by no, fate_visit, at, id) n
      where t.enrollment_no = n.no and t.visit = n.fate_visit and ${fateIsOpen(sql)}
        and (n.no, n.fate_visit) in (select no, visit from fate_asked)
      returning n.part, n.ord, n.no, n.sent_body
    ),
    leaving as materialized (
      select no, part, ord, at, id, ends, exit_body from news where ends is not null
      union all
      select c.no, c.part, n.ord, n.at, n.id, c.ends, c.exit_body from colleague c join news n using (id)
    ),
    ending as (
      select distinct on (l.no) l.no, l.part, l.ord, l.at, l.ends, l.exit_body
      from leaving l join before b on b.no = l.no
      where b.state in ('active', 'paused')
      order by l.no, l.at, l.id
    ),
    waking as (
      select distinct on (n.no) n.no, n.due_at
      from news n join before b on b.no = n.no
      where n.due_at is not null and b.state in ('active', 'paused')
      order by n.no, n.due_at, n.id
    ),
    moved as (
      update enrollment e set
        epoch = e.epoch + 1,
        state = case when x.no is null then e.state else 'exited' end,
        reason = coalesce(x.ends, e.reason),
        ended_at = coalesce(x.at, e.ended_at),
        due_at = case when x.no is not null then null when k.no is not null then k.due_at else e.due_at end,
        wake = case when x.no is null and k.no is null then e.wake end
      from before b left join ending x using (no) left join waking k using (no)
      where e.no = b.no and b.no in (select no from news union all select no from ending)
      returning 1
    ),
    touches_left as (
      -- Also of a sequence that is finished: its last mail may be decided and not sent.
      update touch t set state = 'closed' from (select distinct no from leaving) x
      where t.enrollment_no = x.no and t.state in ('open', 'new', 'pending')
        and (select count(*) from before) >= 0
        and not exists (select from news n where n.no = t.enrollment_no and t.visit in (n.task_visit, n.fate_visit))
      returning 1
    ),
    seen as (
      insert into sighting (enrollment_no, step, type, first_at, last_at, count, times)
      select no, step, type, min(at), max(at), count(*), array_agg(at order by at) from news where no > 0 and type is not null
      group by no, step, type order by no, step, type
      on conflict (enrollment_no, step, type) do update set
        first_at = least(sighting.first_at, excluded.first_at),
        last_at = greatest(sighting.last_at, excluded.last_at),
        count = sighting.count + excluded.count,
        times = ${latestTimes(sql)}
      returning 1
    ),
    suppressed as (
      insert into suppression (workspace_id, holder_key, reason, since)
      select distinct on (workspace_id, holder_key) workspace_id, holder_key, why, at from news
      where holder_key is not null order by workspace_id, holder_key, at
      on conflict do nothing
      returning 1
    ),
    ev as materialized (
      select part, row_number() over (order by ord, place, no) as ord, 1::smallint as count, null::text as shared,
        body::text as own
      from (
        select part, ord, 0 as place, no, body from news
        union all
        select part, ord, 1, no, done_body from task_closed where done_body is not null
        union all
        select part, ord, 1, no, sent_body from fate_known where sent_body is not null
        union all
        select part, ord, 2, no, exit_body from ending
      ) e
    ),
    ${logTail(sql, ['moved', 'task_closed', 'fate_known', 'noted', 'touches_left', 'seen', 'suppressed'])}
    select i.id, f.event_id is not null as fresh, t.id is null as stale
    from input i left join fresh f on f.event_id = i.id left join timely t on t.id = i.id`;
  return {
    fresh: rows.filter((row) => row.fresh).map((row) => row.id),
    stale: rows.filter((row) => row.stale).map((row) => row.id),
  };
}
