import type { Fragment } from 'postgres';
import type { Query } from '../../postgres/open-postgres.ts';

/**
 * The end of a `with` list: writes the events that `source` selects, in the statement that caused them. `source` has
 * the columns part, event_id (uuid), body (json) and nth, which orders the events of one partition. Afterwards
 * `logged (part, pos)` holds where they stand.
 *
 *     with moved as (update … returning …), ${logEvents(sql, sql`select … from moved`)} select count(*) from logged
 *
 * Offsets are dense and in commit order: the rows of log_head stay locked until the commit, and are locked in the
 * order of the partitions, so that writers wait for each other and never in a circle. A statement that locks other
 * rows as well has to lock them before, and all its writers alike.
 * Indexes: log_head_pkey; writes event_log_pkey.
 */
export function logEvents(sql: Query, source: Fragment): Fragment {
  return sql`
    incoming as (select part, event_id, body, nth from (${source}) as source),
    heads as (select part from log_head where part in (select part from incoming) order by part for update),
    counts as (select part, count(*) as events from incoming group by part),
    allotted as (
      update log_head set next = log_head.next + counts.events
      from heads join counts using (part)
      where log_head.part = heads.part
      returning log_head.part, log_head.next - counts.events as base
    ),
    logged as (
      insert into event_log (part, pos, event_id, body)
      select part, base + row_number() over (partition by part order by nth) - 1, event_id, body
      from incoming join allotted using (part)
      returning part, pos
    )`;
}
