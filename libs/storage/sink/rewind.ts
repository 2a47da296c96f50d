import type { Sql } from '../postgres/open-postgres.ts';
import { SINK } from './sink.ts';

/** Where to go on reading, by log and partition: `{ "postgres:…": { "0": 17 } }`. */
export type Offsets = Readonly<Record<string, Readonly<Record<string, number>>>>;

/**
 * Sends the sink back to these offsets; a cursor that stands before its offset stays where it is. Whoever writes a batch
 * just now is fenced off and begins anew, under tokens that ClickHouse has not seen. What is read twice changes no
 * report. What was laid aside from there on is tried again, so its letters go: what is still wrong comes back.
 * Indexes: sink_cursor_pkey, dead_letter_pkey.
 */
export async function rewind(sql: Sql, offsets: Offsets): Promise<void> {
  const targets = Object.entries(offsets).flatMap(([log, parts]) =>
    Object.entries(parts).map(([part, offset]) => ({ log, part: Number(part), offset })),
  );
  await sql`
    with target as materialized (
      select * from unnest(
        ${targets.map(({ log }) => log)}::text[],
        ${targets.map(({ part }) => part)}::smallint[],
        ${targets.map(({ offset }) => offset)}::bigint[]
      ) as target (log_id, part, upto)
    ), held as materialized (
      select c.log_id, c.part from sink_cursor c
      where c.sink = ${SINK} and c.log_id in (select log_id from target)
      order by c.log_id, c.part for update
    ), tried_again as (
      delete from dead_letter d using target t
      where d.sink = ${SINK} and d.log_id = t.log_id and d.part = t.part and d.pos >= t.upto
        and (select count(*) from held) >= 0
    )
    update sink_cursor c set
      committed = least(c.committed, coalesce(t.upto, c.committed)), intent_to = null, intent_token = null,
      epoch = c.epoch + 1, reading = c.reading + 1
    from held h left join target t using (log_id, part)
    where c.sink = ${SINK} and c.log_id = h.log_id and c.part = h.part`;
}

/** Where the sink stands now, in every log it has read. Index: sink_cursor_pkey. */
export async function sinkOffsets(sql: Sql): Promise<Offsets> {
  const [row] = await sql<[{ offsets: Offsets }]>`
    select coalesce(jsonb_object_agg(log_id, parts), '{}') as offsets
    from (
      select log_id, jsonb_object_agg(part, committed) as parts
      from sink_cursor where sink = ${SINK} group by log_id
    ) as logs`;
  return row.offsets;
}
