import type { Instant } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';

export interface RunningProcess {
  readonly id: string;
  readonly roles: readonly string[];
  readonly host: string;
  readonly pid: number;
  readonly startedAt: Instant;
}

/** How long after its last sign of life a process is taken for gone. */
export const PROCESS_GONE_MS = 20_000;

/** Says that a process is alive at `now`, and clears away those that have been gone for a while. Index: process_pkey. */
export async function announceProcess(
  sql: Sql,
  { id, roles, host, pid, startedAt }: RunningProcess,
  now: Instant,
): Promise<void> {
  await sql`
    with gone as (delete from process where seen_at < ${new Date(now - 10 * PROCESS_GONE_MS)} and id <> ${id})
    insert into process (id, roles, host, pid, started_at, seen_at)
    values (${id}, ${roles}, ${host}, ${pid}, ${new Date(startedAt)}, ${new Date(now)})
    on conflict (id) do update set seen_at = excluded.seen_at`;
}
