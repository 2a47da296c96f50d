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
  const firsts = new Map<string, number>();
  const own = calls.map(({ ids }, no) =>
    ids
      .map((id) => {
        if (firsts.has(id)) return '';
        firsts.set(id, no);
        return id;
      })
      .join(),
  );
  if (firsts.size === 0) return new Set();
  const ids = [...firsts.keys()];
  const times = plainArray(calls.map(({ cameAt }) => iso(cameAt)));
  const texts = (all: readonly string[]) =>
    sql`string_to_table(${all.join(BETWEEN)}::text, ${BETWEEN}::text)`;
  const [row] = await sql<{ count: number; fresh: string[] | null }[]>`
    with came as materialized (
      select * from rows from (unnest(${times}::timestamptz[]), ${texts(calls.map(({ source }) => source))},
        ${texts(own)}, ${texts(calls.map(({ events }) => events))}
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
