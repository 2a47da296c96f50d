import { errorCode } from '../error-code.ts';
import type { Sql } from '../postgres/open-postgres.ts';

const INSUFFICIENT_PRIVILEGE = '42501';

/**
 * Removes what deleted and changed rows have left in the files of PostgreSQL: every table that says something about people
 * is written anew, its statistics (which quote frequent values) as well, and the write-ahead log goes on in a new file, so
 * that a checkpoint removes the old ones. Each table is locked while it is written. False where the server does not let us
 * switch its log: there the old files go when its own archiving and recycling is through with them.
 */
export async function removeBytes(sql: Sql): Promise<boolean> {
  const tables = await sql<{ name: string }[]>`
    select c.relname as name from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
      and exists (
        select from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
          and a.atttypid::regtype::text in ('text', 'json', 'jsonb', 'bytea', 'text[]'))
    order by c.relname`;
  const own = await sql.reserve();
  try {
    await own`set statement_timeout = 0`;
    await own`set lock_timeout = 0`;
    for (const { name } of tables) await own.unsafe(`vacuum (full, analyze) "${name}"`);
    return await switchLog(own);
  } finally {
    await own`reset statement_timeout`;
    await own`reset lock_timeout`;
    own.release();
  }
}

async function switchLog(own: Awaited<ReturnType<Sql['reserve']>>): Promise<boolean> {
  try {
    await own.unsafe('vacuum full pg_statistic');
    await own`select pg_switch_wal()`;
    await own.unsafe('checkpoint');
    return true;
  } catch (error) {
    if (errorCode(error) !== INSUFFICIENT_PRIVILEGE) throw error;
    return false;
  }
}
