import type { Sql } from '#storage';
import { BATCH } from './workload.ts';

/** Stands between texts; JSON has no control characters. */
const BETWEEN = '\u001e';

/** The input of one statement, each column as the text that Postgres reads. */
interface Batch {
  readonly ids: string;
  readonly parts: string;
  readonly positions: string;
  readonly counts: string;
  readonly shared: string;
  readonly own: string;
}

/** Reads off a database what Crest wrote beyond position `since`: rows of the log and keys of the inbox, in batches. */
export async function readBatches(sql: Sql, since: ReadonlyMap<number, number>): Promise<Batch[]> {
  const logged = await sql<
    { part: number; pos: number; count: number; shared: string | null; own: string }[]
  >`
    select part::int, pos, count::int, shared, own from log_row order by pos, part`;
  const fresh = logged.filter(({ part, pos }) => pos >= (since.get(part) ?? 0));
  const keys = await sql<{ id: string }[]>`select event_id as id from inbox order by md5(event_id::text)`;
  const array = (values: readonly (string | number)[]) => `{${values.join()}}`;
  const batches: Batch[] = [];
  const calls = Math.ceil(keys.length / BATCH);
  for (let i = 0; i < calls; i++) {
    const rows = fresh.slice(
      Math.floor((i * fresh.length) / calls),
      Math.floor(((i + 1) * fresh.length) / calls),
    );
    batches.push({
      ids: array(keys.slice(i * BATCH, (i + 1) * BATCH).map(({ id }) => id)),
      parts: array(rows.map(({ part }) => part)),
      positions: array(rows.map(({ pos }) => pos)),
      counts: array(rows.map(({ count }) => count)),
      shared: rows.map(({ shared }) => shared ?? '').join(BETWEEN),
      own: rows.map(({ own }) => own).join(BETWEEN),
    });
  }
  return batches;
}

/**
 * Writes the same rows and does nothing else: 100 events a statement, over as many connections as Crest has, everything
 * computed before. Answers events a second.
 */
export async function insertBare(sql: Sql, batches: readonly Batch[], events: number): Promise<number> {
  let next = 0;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let batch = batches[next++]; batch !== undefined; batch = batches[next++])
        await insert(sql, batch);
    }),
  );
  return events / ((performance.now() - started) / 1000);
}

const insert = (sql: Sql, { ids, parts, positions, counts, shared, own }: Batch) => sql`
  with keys as (
    insert into inbox (event_id, received_at) select id, '2026-01-05T08:00:00Z' from unnest(${ids}::uuid[]) as k(id)
  )
  insert into log_row (part, pos, count, shared, own)
  select part, pos, count, nullif(shared, ''), own from rows from (
    unnest(${parts}::smallint[], ${positions}::bigint[], ${counts}::smallint[]),
    string_to_table(${shared}::text, ${BETWEEN}::text), string_to_table(${own}::text, ${BETWEEN}::text)
  ) as r(part, pos, count, shared, own)`;
