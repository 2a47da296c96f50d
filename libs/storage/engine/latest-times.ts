import type { Fragment } from 'postgres';
import { MOST_TIMES } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';

/** The times of a sighting and those of the row that collides with it, in order; of very many the latest. */
export function latestTimes(sql: Sql): Fragment {
  return sql`array(
    select at from (
      select at from unnest(sighting.times || excluded.times) at order by at desc limit ${MOST_TIMES}
    ) latest order by at)`;
}
