import type { Fragment } from 'postgres';
import type { Sql } from '../postgres/open-postgres.ts';

/** One whole event before it has an offset; `body` is its JSON text, in one line. */
export interface EventRow {
  readonly eventId: string;
  readonly body: string;
}

/**
 * The events that happen to one touch at one moment, or that one call brings for one partition, as one row of the log.
 * `shared` is the JSON of what they have in common, `own` a line of JSON for each of the `count` events with the rest.
 * Five events so take 0.9 KB where they took 3.6, and one entry of the index.
 */
export interface LogRow {
  readonly count: number;
  readonly shared: string;
  readonly own: string;
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

/** Stands between the texts of a batch. It is in no JSON and in no key of a step. */
const BETWEEN = '\u001e';

/**
 * A column of JSON or words as a function in a `from`; a missing one is ''. A batch of 500 travels as one text, which the
 * client need not look through for quotes. It ends with a text too many, since one that is '' alone would be no row at
 * all: the row that this makes has no key.
 */
export function textColumn(sql: Sql, texts: readonly (string | null | undefined)[]): Fragment {
  // In one join: the client looks at the first character, for which V8 would copy a text of two parts once more.
  return sql`string_to_table(${[...texts, ''].join(BETWEEN)}::text, ${BETWEEN}::text)`;
}

/**
 * The end of every statement that writes events. Expects a CTE `ev(part, ord, count, shared, own)` before it and adds
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
      select part, count, shared, own, sum(count) over (partition by part order by ord) - count as n from ev
    ),
    wanted as (select part, sum(count) as c from ev group by part),
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
      insert into log_row (part, pos, count, shared, own)
      select part, base + n, count, shared, own from numbered join head using (part)
    )`;
}
