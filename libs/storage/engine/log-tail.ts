import type { Fragment } from 'postgres';
import type { Sql } from '../postgres/open-postgres.ts';

/** A row of the event log before it has an offset; `body` is the JSON text of the whole event, in one line. */
export interface EventRow {
  readonly eventId: string;
  readonly body: string;
}

/**
 * The JSON array of a batch whose rows carry event bodies: each body goes in as the JSON it is, not as a string of
 * JSON, which would be escaped here and read twice there.
 */
export function rowsWithBodies(
  rows: readonly { row: object; bodies: Readonly<Record<string, string | null>> }[],
): string {
  const texts = rows.map(({ row, bodies }) => {
    const members = Object.entries(bodies).map(([name, body]) => `,"${name}":${body ?? 'null'}`);
    return `${JSON.stringify(row).slice(0, -1)}${members.join('')}}`;
  });
  return `[${texts.join(',')}]`;
}

/**
 * The events of a batch as a function in a `from`, with the columns `(item, event_id, body, ord)`; `item` is the place
 * of the row in the batch that an event belongs to. A body is one line, as JSON.stringify writes it, so that a batch
 * travels as lines: 1,500 events take 12 ms so, where a JSON array around them is read three times and takes 32 ms.
 */
export function eventsOf(sql: Sql, items: readonly { readonly events: readonly EventRow[] }[]): Fragment {
  const events = items.flatMap(({ events }) => events);
  const owners = items.flatMap(({ events }, item) => events.map(() => item));
  return sql`
    rows from (
      unnest(${`{${owners.join()}}`}::integer[]),
      unnest(${`{${events.map((event) => event.eventId).join()}}`}::uuid[]),
      string_to_table(${events.map((event) => event.body).join('\n')}::text, E'\n')
    ) with ordinality as x(item, event_id, body, ord)`;
}

/**
 * The end of every statement that writes events. Expects a CTE `ev(part, ord, event_id, body)` before it and adds
 * `logged`: offsets are dense per partition, allotted under row locks of log_head taken in partition order, so that
 * they appear in commit order and a reader of `(part, pos)` never skips a row. Uses log_head_pkey.
 *
 * The offsets are taken when all of `after`, the CTEs that lock other rows, is done: Postgres runs those of a statement
 * in an order of its own, and two statements that hold what the other one waits for end in a deadlock. All engine
 * statements lock enrollments first (in order of their numbers), then touches, then what belongs to them, then offsets.
 */
export function logTail(sql: Sql, after: readonly string[]): Fragment {
  const allDone = after.map((cte) => sql`and (select count(*) from ${sql(cte)}) >= 0`);
  return sql`
    numbered as (
      select part, event_id, body, row_number() over (partition by part order by ord) - 1 as n from ev
    ),
    wanted as (select part, count(*) as c from ev group by part),
    locked as materialized (
      select part from log_head where part in (select part from wanted)
        ${allDone.length > 0 ? allDone : sql``}
      order by part for update
    ),
    head as (
      update log_head h set next = h.next + w.c
      from wanted w join locked using (part)
      where h.part = w.part
      returning h.part, h.next - w.c as base
    ),
    logged as (
      insert into event_log (part, pos, event_id, body)
      select part, base + n, event_id, body from numbered join head using (part)
    )`;
}
