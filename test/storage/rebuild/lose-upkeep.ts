import type { Sql } from '#storage';

/** Cuts the connection that holds the lock of rebuilds and erasures, as a failover does, and waits until it is free. */
export async function loseUpkeep(sql: Sql): Promise<void> {
  for (;;) {
    const holders = await sql`
      select pg_terminate_backend(pid) from pg_locks
      where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`;
    if (holders.length === 0) return;
  }
}
