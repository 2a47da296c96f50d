import type { Instant } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';
import { PROCESS_GONE_MS, type RunningProcess } from './announce-process.ts';

/** The processes that have given a sign of life lately, the longest running first. Reads the whole table: a row each. */
export async function listProcesses(sql: Sql, now: Instant): Promise<readonly RunningProcess[]> {
  return sql<RunningProcess[]>`
    select id, roles, host, pid, started_at as "startedAt" from process
    where seen_at >= ${new Date(now - PROCESS_GONE_MS)}
    order by started_at, id`;
}
