import type { Fragment } from 'postgres';
import type { Instant } from '#engine';
import { iso } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';
import { plainArray, sparseArray } from '../postgres/plain-array.ts';
import { latestTimes } from './latest-times.ts';
import { type EventRow, logTail, textColumn } from './log-tail.ts';
import { deedsOf, textOfDeed } from './record-deeds.ts';

/** One outside event with what it does to its enrollment; the effect happens only if the event is new. */
export interface IncomingEvent {
  readonly eventId: string;
  readonly part: number;
  /** What it has in common with the other events of its call, and what is its own: JSON objects, the first not empty. */
  readonly shared: string;
  readonly own: string;
  readonly occurredAt: Instant;
  /** 0 where the event belongs to no enrollment. */
  readonly enrollmentNo: number;
  /** The version its enrollment was in when this was worked out; if it is in another one by now, this is stale. */
  readonly versionWas: number;
  /** What its enrollment waited for then; likewise. */
  readonly wakeWas: object | null;
  /** Whether decisions of its enrollment look at what was seen, so that one in flight is void. */
  readonly watched: boolean;
  readonly step: string;
  /** What it is remembered as for conditions; null for what a machine did. */
  readonly sighting: string | null;
  /** What else it does; null for most. */
  readonly deed: Deed | null;
}

/** What an event does besides being remembered. */
export interface Deed {
  /** Ends the sequence for this reason; `exit` is the event that says so. */
  readonly ends: { readonly reason: string; readonly exit: EventRow } | null;
  /** Enrollments of the same account whose sequence ends with it, each with the event that says so. */
  readonly colleagues: readonly {
    readonly no: number;
    readonly part: number;
    readonly reason: string;
    readonly exit: EventRow;
  }[];
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
  /** Ids of events whose enrollment is not what it was: nothing was done, and they are to be worked out again. */
  readonly stale: string[];
}

/**
 * Logs events and lets them act, in one statement; no two of them have one id. Inserting into `inbox` gates the effect of
 * each, so a duplicate does nothing (of events that wait, their identities do, which end to wait: `storeCalls`); the events of one statement are folded to one row per enrollment, first by
 * (occurredAt, eventId), because UPDATE … FROM applies only the first of two source rows. Writes no lease check but raises
 * the epoch of whom an event does something to, or whose decisions look at what was seen, so a decision in flight loses;
 * the others are only locked, which takes a third of the time. What one call brings for one partition is one row of the
 * log: 0.2 KB an event where each took 0.9.
 *
 * Postgres takes every CTE for one row, and would compare all of one with all of another where they are joined: 0.2 s for
 * 1,000 events. So none are: rows carry along what is asked of them later, and what they must be among is hashed, which
 * `case when … in (select …) then true end` is and a join is not sure to be.
 * Uses inbox_pkey, enrollment_pkey, touch_pkey, sighting_pkey.
 */
export async function recordEvents(
  sql: Sql,
  at: { now: Instant },
  events: readonly IncomingEvent[],
  identities: 'new' | 'waiting' = 'new',
): Promise<Recorded> {
  if (events.length === 0) return { fresh: [], stale: [] };
  const plain = (of: (e: IncomingEvent) => number | string | boolean | null) => plainArray(events.map(of));
  const rare = (of: (e: IncomingEvent) => string | null) => sparseArray(events.map(of));
  const kinds = new Numbered(events.map(({ step, sighting }) => `${step}\u001e${sighting ?? ''}`));
  const shared = new Numbered(events.map((e) => e.shared));
  const deeds = deedsOf(sql, events);
  const [row] = await sql<{ fresh: number[] | null; stale: number[] | null }[]>`
    with input as materialized (
      select * from rows from (
        unnest(${plain((e) => e.eventId)}::uuid[], ${plain((e) => e.part)}::smallint[],
          ${plain((e) => iso(e.occurredAt))}::timestamptz[], ${plain((e) => e.enrollmentNo)}::bigint[],
          ${plain((e) => e.versionWas)}::integer[],
          ${rare((e) => (e.wakeWas === null ? null : JSON.stringify(e.wakeWas)))}::text[],
          ${plain((e) => e.watched || e.deed !== null)}::boolean[],
          ${plainArray(kinds.numbers)}::integer[], ${plainArray(shared.numbers)}::integer[],
          ${rare((e) => (e.deed === null ? null : textOfDeed(e.deed)))}::text[]),
        ${textColumn(
          sql,
          events.map((e) => e.own),
        )}
      ) with ordinality as i(id, part, at, no, version_was, wake_was, changes, kind, call, deed, own, ord)
      where id is not null
    ),
    ${deeds.input}
    -- Not within the next one: where a row changes while it is waited for, Postgres works it out again, and takes the first
    -- row of a union for all of them.
    concerned as materialized (
      select *, null as ends, null as exit_body from input where no > 0 ${deeds.colleagues}
    ),
    held as materialized (
      select c.*, e.state, e.wake is not distinct from c.wake_was::jsonb and e.version = c.version_was as as_it_was
      from concerned c join enrollment e on e.no = c.no
      order by e.no for update of e
    ),
    timely as materialized (
      select id, part, at, no, changes, kind, call, deed, own, ord, state from held where as_it_was
      union all
      select id, part, at, no, changes, kind, call, deed, own, ord, null from input where no = 0
    ),
    fresh as (${identities === 'new' ? take(sql, at) : takeWaitingOnes(sql)}),
    news as materialized (
      select * from timely where case when id in (select event_id from fresh) then true end
    ),
    ${deeds.done}
    moved as (
      update enrollment e set epoch = e.epoch + 1 ${deeds.changes}
      from (${deeds.moved ?? sql`select distinct no from news where changes and no > 0`}) m
      where e.no = m.no
      returning 1
    ),
    seen as (
      insert into sighting (enrollment_no, step, type, first_at, last_at, count, times)
      select n.no, k.step, k.type, n.first, n.last, n.count, n.times
      from (
        select no, kind, min(at) as first, max(at) as last, count(*) as count, array_agg(at order by at) as times
        from news where no > 0 group by no, kind
      ) n
      join rows from (json_to_recordset(${JSON.stringify(kinds.words.map(stepAndType))}::text::json) as (step text, type text))
        with ordinality as k(step, type, ord) on k.ord = n.kind + 1 and k.type <> ''
      order by n.no, k.step, k.type
      on conflict (enrollment_no, step, type) do update set
        first_at = least(sighting.first_at, excluded.first_at),
        last_at = greatest(sighting.last_at, excluded.last_at),
        count = sighting.count + excluded.count,
        times = ${latestTimes(sql)}
      returning 1
    ),
    ev as materialized (
      select part, row_number() over (order by place, ord, no) as ord, count, shared, own
      from (
        select n.part, 0 as place, n.ord, 0 as no, n.count, c.shared::text, n.own
        from (
          select part, call, min(ord) as ord, count(*)::smallint as count, string_agg(own, E'\n' order by ord) as own
          from news group by part, call
        ) n
        join json_array_elements(${`[${shared.words.join()}]`}::text::json) with ordinality as c(shared, ord)
          on c.ord = n.call + 1
        ${deeds.events}
      ) e
    ),
    ${logTail(sql, ['moved', 'seen', ...deeds.ctes])}
    select (select array_agg(ord::integer) from news) as fresh,
      (select array_agg(ord::integer) from held where not as_it_was and ord is not null) as stale`;
  const ids = (ords: readonly number[] | null | undefined) =>
    (ords ?? []).flatMap((ord) => events[ord - 1]?.eventId ?? []);
  return { fresh: ids(row?.fresh), stale: ids(row?.stale) };
}

/** Takes identities that nobody has taken yet. */
const take = (sql: Sql, { now }: { readonly now: Instant }): Fragment => sql`
  insert into inbox (event_id, received_at)
  select id, ${iso(now)}::timestamptz from timely order by id
  on conflict do nothing returning event_id`;

/** Takes identities that were set aside when their calls were answered. */
const takeWaitingOnes = (sql: Sql): Fragment => sql`
  update inbox i set waits = false from (select id from timely order by id) t
  where i.event_id = t.id and i.waits returning i.event_id`;

function stepAndType(kind: string) {
  const [step = '', ...type] = kind.split('\u001e');
  return { step, type: type.join('\u001e') };
}

/** Words of which there are few, each once, and which of them stands where. */
class Numbered {
  readonly words: readonly string[];
  readonly numbers: readonly number[];

  constructor(all: readonly string[]) {
    const known = new Map<string, number>();
    this.numbers = all.map((word) => {
      const number = known.get(word) ?? known.size;
      known.set(word, number);
      return number;
    });
    this.words = [...known.keys()];
  }
}
