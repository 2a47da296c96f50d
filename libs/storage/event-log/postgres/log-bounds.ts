import type { Sql } from '../../postgres/open-postgres.ts';

/**
 * What each partition of the log table holds: offsets from `low` up to, not including, `head`.
 * Indexes: log_head_pkey, log_row_pkey (its first entry of each partition).
 */
export async function logBounds(sql: Sql): Promise<{ low: number; head: number }[]> {
  return sql<{ low: number; head: number }[]>`
    select next as head, coalesce(first.pos, next) as low
    from log_head
    left join lateral (
      select pos from log_row where log_row.part = log_head.part order by pos limit 1
    ) as first on true
    order by part`;
}
