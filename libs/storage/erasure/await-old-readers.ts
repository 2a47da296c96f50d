import type { Query } from '../postgres/open-postgres.ts';
import { InUse, type Rest, untilFree } from './until-free.ts';

/**
 * Resolves when no transaction is open that has read before now: PostgreSQL keeps for it what others have deleted since,
 * also in a table that is written anew. Rejects, and says whose it is, where one is open for minutes.
 */
export async function awaitOldReaders(own: Query, rest: Rest): Promise<void> {
  const [now] = await own<
    [{ mark: string }]
  >`select pg_snapshot_xmax(pg_current_snapshot())::xid::text as mark`;
  const look = async () => {
    const [reader] = await own<{ name: string; since: number }[]>`
      select application_name as name, xact_start as since from pg_stat_activity
      where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()
        and age(backend_xmin) > age(${now.mark}::xid)
      order by xact_start limit 1`;
    if (reader !== undefined)
      throw new InUse(
        `A transaction of "${reader.name}", open since ${new Date(reader.since).toISOString()}, still sees deleted rows.`,
      );
  };
  await untilFree('pg_stat_activity', look, rest);
}
