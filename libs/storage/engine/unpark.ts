import type { Sql } from '../postgres/open-postgres.ts';

/**
 * Puts up to `limit` enrollments whose sequence goes on back among those that are due. A claim parks what it meets of a
 * paused sequence; with 100,000 of them due, every poll read past them all. Answers how many. Uses enrollment_parked.
 */
export async function unpark(sql: Sql, limit: number): Promise<number> {
  const rows = await sql`
    with recursive ${parkedSequences(sql)}
    update enrollment set parked = false
    where no = any(array(
      select e.no from enrollment e
      where e.parked and e.sequence_id in (
        select s.id from sequence s join parked_sequence p on p.id = s.id where s.state <> 'paused')
      order by e.no limit ${limit} for update skip locked))
    returning 1`;
  return rows.length;
}

/** A recursive CTE `parked_sequence(id)`: the sequences of what is parked, by one look into the index for each. */
export const parkedSequences = (sql: Sql) => sql`
  parked_sequence as (
    (select sequence_id as id from enrollment where parked order by sequence_id limit 1)
    union all
    select (select e.sequence_id from enrollment e where e.parked and e.sequence_id > p.id order by e.sequence_id limit 1)
    from parked_sequence p where p.id is not null
  )`;
