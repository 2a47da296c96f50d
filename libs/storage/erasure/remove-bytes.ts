import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from '../error-code.ts';
import type { Sql } from '../postgres/open-postgres.ts';
import { awaitOldReaders } from './await-old-readers.ts';
import { type Rest, untilFree } from './until-free.ts';

const INSUFFICIENT_PRIVILEGE = '42501';
const QUERY_CANCELED = '57014';

/** Tables up to this size with their indexes are written anew as a matter of course: 1 GB takes 4 to 8 s on two cores. */
const LARGE_BYTES = 1_000_000_000;
/** No table is locked longer, however slow the disk is. */
const LONGEST_LOCK_MS = 30_000;
/**
 * How long a lock is waited for. Whoever comes meanwhile waits behind it, so it is short; and longer than the second after
 * which PostgreSQL tells an autovacuum of the table to stop.
 */
const LOCK_WAIT_MS = 2_000;

export interface Removal {
  /** Write large tables anew as well, however long each is locked. */
  readonly large: boolean;
  readonly signal?: AbortSignal;
  /** What counts as large, in bytes. */
  readonly largeBytes?: number;
  readonly longestLockMs?: number;
  readonly lockWaitMs?: number;
  /** Waits. */
  readonly rest?: Rest;
}

export interface Removed {
  /** Tables that were too large to be written anew. */
  readonly large: readonly string[];
  /** False where the server does not let its write-ahead log be switched by us. */
  readonly logSwitched: boolean;
}

/**
 * Removes what deleted and changed rows have left in the files of PostgreSQL: every table that says something about people
 * is written anew, its statistics (which quote frequent values) as well, and the write-ahead log goes on in a new file, so
 * that a checkpoint removes the old ones. A table is locked while it is written, and sending waits for it: so a large one
 * is only vacuumed, unless it is asked for, and what is left in its free pages goes as they are used again. Where the
 * server does not let us switch its log the old files go when its own archiving and recycling is through with them.
 * Rejects where a table, or what an old transaction may still see, is in use for minutes.
 */
export async function removeBytes(
  sql: Sql,
  {
    large,
    signal,
    largeBytes = LARGE_BYTES,
    longestLockMs = LONGEST_LOCK_MS,
    lockWaitMs = LOCK_WAIT_MS,
    rest = resting(signal),
  }: Removal,
): Promise<Removed> {
  const tables = await sql<{ name: string; isLarge: boolean }[]>`
    select c.relname as name, pg_total_relation_size(c.oid) > ${largeBytes} as "isLarge" from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
      and exists (
        select from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
          and a.atttypid::regtype::text in ('text', 'json', 'jsonb', 'bytea', 'text[]'))
    order by c.relname`;
  const left: string[] = [];
  const own = await sql.reserve();
  const run = async (statement: string, { timeoutMs }: { timeoutMs: number }) => {
    await own`select set_config('statement_timeout', ${String(timeoutMs)}, false)`;
    await own.unsafe(statement);
  };
  try {
    await own`select set_config('lock_timeout', ${String(lockWaitMs)}, false)`;
    await awaitOldReaders(own, rest);
    for (const { name, isLarge } of tables) {
      signal?.throwIfAborted();
      const anew = () => run(`vacuum (full, analyze) "${name}"`, { timeoutMs: large ? 0 : longestLockMs });
      const isWritten = (large || !isLarge) && (await untilFree(name, () => inTime(anew), rest));
      if (isWritten) continue;
      await untilFree(name, () => run(`vacuum (analyze) "${name}"`, { timeoutMs: 0 }), rest);
      left.push(name);
    }
    await run('select', { timeoutMs: 0 });
    return { large: left, logSwitched: await switchLog(own, rest) };
  } finally {
    await own`reset statement_timeout`;
    await own`reset lock_timeout`;
    own.release();
  }
}

/** False where it was cut off because it took too long; nothing has changed then. */
async function inTime(work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (errorCode(error) !== QUERY_CANCELED) throw error;
    return false;
  }
}

async function switchLog(own: Awaited<ReturnType<Sql['reserve']>>, rest: Rest): Promise<boolean> {
  try {
    await untilFree('pg_statistic', () => own.unsafe('vacuum full pg_statistic'), rest);
    await own`select pg_switch_wal()`;
    await own.unsafe('checkpoint');
    return true;
  } catch (error) {
    if (errorCode(error) !== INSUFFICIENT_PRIVILEGE) throw error;
    return false;
  }
}

const resting = (signal: AbortSignal | undefined) => (ms: number) =>
  sleep(ms, undefined, signal === undefined ? {} : { signal });
