import type { Instant } from '#engine';
import { iso } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';
import { plainArray } from '../postgres/plain-array.ts';

/** A call whose events are to act after it was answered. */
export interface CallToStore {
  readonly source: string;
  readonly cameAt: Instant;
  /** The identity of each of its events. */
  readonly ids: readonly string[];
  /** The JSON array of them. */
  readonly events: string;
}

/** Stands between the texts of a batch: JSON has no control characters. */
const BETWEEN = '\u001e';

/**
 * Takes the identities of events and stores the calls that brought them, in one statement; answers the ids that were new.
 * A call keeps only the identities that it took: it has no say in the events that others brought before it. One of which
 * nothing is new is not stored. Nothing else is read or locked, which costs a fifth of letting them act.
 * Uses inbox_pkey, waiting_call_pkey.
 */
export async function storeCalls(
  sql: Sql,
  workspaceId: number,
  calls: readonly CallToStore[],
): Promise<ReadonlySet<string>> {
  const seen = new Set<string>();
  const own = calls.map(({ ids }) => ids.map((id) => (isFirst(id, seen) ? id : '')));
  if (seen.size === 0) return seen;
  const texts = (all: readonly string[]) =>
    sql`string_to_table(${all.join(BETWEEN)}::text, ${BETWEEN}::text)`;
  const latest = Math.max(...calls.map(({ cameAt }) => cameAt));
  const [row] = await sql<{ count: number; fresh: string[] | null }[]>`
    with came as materialized (
      select * from rows from (
        unnest(${plainArray(calls.map(({ cameAt }) => iso(cameAt)))}::timestamptz[],
          ${plainArray(own.map((ids) => ids.filter((id) => id !== '').length))}::smallint[]),
        ${texts(calls.map(({ source }) => source))}, ${texts(own.map((ids) => ids.join()))},
        ${texts(calls.map(({ events }) => events))}
      ) with ordinality as c(at, count, source, ids, events, no)
    ),
    fresh as (
      insert into inbox (event_id, received_at, waits)
      select id, ${iso(latest)}::timestamptz, true from unnest(${plainArray([...seen])}::uuid[]) as i(id) order by id
      on conflict do nothing returning event_id
    ),
    total as materialized (select count(*) as count from fresh),
    stored_whole as (
      insert into waiting_call (workspace_id, source, came_at, count, events, ids)
      select ${workspaceId}, source, at, count, events, ids from came
      where (select count from total) = ${seen.size} and count > 0
      order by no
    ),
    stored_in_part as (
      insert into waiting_call (workspace_id, source, came_at, count, events, ids)
      select ${workspaceId}, c.source, c.at, n.count, c.events, n.ids
      from came c, lateral (
        select count(*) filter (where is_fresh) as count,
          string_agg(case when is_fresh then id else '' end, ',' order by ord) as ids
        from (
          select id, ord, nullif(id, '')::uuid in (select event_id from fresh) as is_fresh
          from string_to_table(c.ids, ',') with ordinality as i(id, ord)
        ) i
      ) n
      where (select count from total) < ${seen.size} and n.count > 0
      order by c.no
    )
    select count::integer, case when count < ${seen.size} then (select array_agg(event_id) from fresh) end as fresh
    from total`;
  return row?.count === seen.size ? seen : new Set(row?.fresh);
}

/** Whether a set did not have an id yet; now it has. */
function isFirst(id: string, seen: Set<string>): boolean {
  if (seen.has(id)) return false;
  seen.add(id);
  return true;
}
