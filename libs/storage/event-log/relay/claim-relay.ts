import type { Sql } from '../../postgres/open-postgres.ts';

/**
 * Takes the relay to a log over from whoever had it, and answers the epoch that fences it. The cursors are made when
 * they are missing; they are always claimed together, so one number stands for all of them.
 * Index: relay_cursor_pkey.
 */
export async function claimRelay(sql: Sql, logId: string, partitions: number): Promise<number> {
  const rows = await sql<{ epoch: number }[]>`
    insert into relay_cursor (log_id, part, epoch)
    select ${logId}, part, 1 from generate_series(0, ${partitions}::int - 1) as part
    on conflict (log_id, part) do update set epoch = relay_cursor.epoch + 1
    returning epoch`;
  return Math.max(...rows.map(({ epoch }) => epoch));
}
