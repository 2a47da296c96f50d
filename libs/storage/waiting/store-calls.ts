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
 * nothing is new is not stored. Nothing else is read or locked, which costs a tenth of letting them act.
 * Uses inbox_pkey, waiting_call_pkey.
 */
export async function storeCalls(
  sql: Sql,
  workspaceId: number,
  calls: readonly CallToStore[],
): Promise<ReadonlySet<string>> {
  const firsts = new Map<string, number>();
  for (const [no, { ids }] of calls.entries()) for (const id of ids) if (!firsts.has(id)) firsts.set(id, no);
  if (firsts.size === 0) return new Set();
  const ids = [...firsts.keys()];
  const own = ({ ids }: CallToStore, no: number) => {
    const seen = new Set<string>();
    return ids.map((id) => (firsts.get(id) !== no || seen.has(id) ? '' : (seen.add(id), id))).join();
  };
  const times = plainArray(calls.map(({ cameAt }) => iso(cameAt)));
  const texts = (of: (call: CallToStore, no: number) => string) =>
    sql`string_to_table(${calls.map(of).join(BETWEEN)}::text, ${BETWEEN}::text)`;
  const [row] = await sql<{ count: number; fresh: string[] | null }[]>`
    with came as materialized (
      select * from rows from (unnest(${times}::timestamptz[]), ${texts(({ source }) => source)},
        ${texts(own)}, ${texts(({ events }) => events)}
      ) with ordinality as c(at, source, ids, events, no)
    ),
    input as materialized (
      select i.id, i.call, (${times}::timestamptz[])[i.call] as at
      from unnest(${plainArray(ids)}::uuid[], ${plainArray([...firsts.values()].map((no) => no + 1))}::integer[]) as i(id, call)
    ),
    fresh as (
      insert into inbox (event_id, received_at, waits) select id, at, true from input order by id
      on conflict do nothing returning event_id
    ),
    news as materialized (
      select id, call from input where case when id in (select event_id from fresh) then true end
    ),
    counted as materialized (select call, count(*) as count from news group by call),
    stored as (
      insert into waiting_call (workspace_id, source, came_at, count, events, ids)
      select ${workspaceId}, c.source, c.at, n.count, c.events,
        case when (select count(*) from news) = ${ids.length} then c.ids else (
          select string_agg(case when i.id in (select event_id::text from fresh) then i.id else '' end, ',' order by i.ord)
          from unnest(string_to_array(c.ids, ',')) with ordinality as i(id, ord)) end
      from came c join counted n on n.call = c.no
      order by c.no
    )
    select (select count(*) from news)::integer as count,
      case when (select count(*) from news) < ${ids.length} then (select array_agg(id) from news) end as fresh`;
  return new Set(row?.count === ids.length ? ids : row?.fresh);
}
