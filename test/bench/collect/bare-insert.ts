import type { Sql } from '#storage';
import { BATCH } from './workload.ts';

/** Stands between texts; JSON has no control characters. */
const BETWEEN = '\u001e';
/** As many as Crest's pool has. */
const CONNECTIONS = 8;

/** The input of one statement: columns by name, as the text that Postgres reads. */
type Batch = Readonly<Record<string, string>>;

/**
 * Reads off a database what Crest wrote beyond the heads of the log: rows of the log, keys of the inbox and what was seen,
 * cut into batches of 100 events, the last two in an order that favours no page.
 */
export async function readBatches(sql: Sql, heads: ReadonlyMap<number, number>): Promise<Batch[]> {
  const logged = await sql<
    { part: number; pos: number; count: number; shared: string | null; own: string }[]
  >`
    select part::int, pos, count::int, shared, own from log_row order by pos, part`;
  const rows = logged.filter(({ part, pos }) => pos >= (heads.get(part) ?? 0));
  const keys = await sql<{ id: string }[]>`select event_id as id from inbox order by md5(event_id::text)`;
  const seen = await sql<{ no: number; step: string; type: string; count: number; times: string }[]>`
    select enrollment_no as no, step, type, count, times::text from sighting order by md5(enrollment_no || step || type)`;
  const calls = Math.ceil(keys.length / BATCH);
  return Array.from({ length: calls }, (_, i) => {
    const share = <T>(all: readonly T[]) =>
      all.slice(Math.floor((i * all.length) / calls), Math.floor(((i + 1) * all.length) / calls));
    const [log, sightings] = [share(rows), share(seen)];
    return {
      keys: array(share(keys).map(({ id }) => id)),
      parts: array(log.map(({ part }) => part)),
      positions: array(log.map(({ pos }) => pos)),
      counts: array(log.map(({ count }) => count)),
      shared: log.map(({ shared }) => shared ?? '').join(BETWEEN),
      own: log.map(({ own }) => own).join(BETWEEN),
      numbers: array(sightings.map(({ no }) => no)),
      steps: array(sightings.map(({ step }) => step)),
      types: array(sightings.map(({ type }) => type)),
      seen: array(sightings.map(({ count }) => count)),
      times: sightings.map(({ times }) => times).join(BETWEEN),
    };
  });
}

const array = (values: readonly (string | number)[]) => `{${values.join()}}`;

/**
 * Writes the same rows and does nothing else: 100 events a statement, over as many connections as Crest has, everything
 * computed before. Answers events a second.
 */
export async function insertBare(sql: Sql, batches: readonly Batch[]): Promise<number> {
  let next = 0;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      for (let batch = batches[next++]; batch !== undefined; batch = batches[next++])
        await insert(sql, batch);
    }),
  );
  return (batches.length * BATCH) / ((performance.now() - started) / 1000);
}

const insert = (sql: Sql, batch: Batch) => sql`
  with keys as (
    insert into inbox (event_id, received_at)
    select id, '2026-01-05T08:00:00Z' from unnest(${of(batch, 'keys')}::uuid[]) as k(id)
  ),
  seen as (
    insert into sighting (enrollment_no, step, type, count, times, first_at, last_at)
    select no, step, type, count, times, times[1], times[1] from (
      select no, step, type, count, times::timestamptz[] from rows from (
        unnest(${of(batch, 'numbers')}::bigint[], ${of(batch, 'steps')}::text[], ${of(batch, 'types')}::text[],
          ${of(batch, 'seen')}::integer[]),
        string_to_table(${of(batch, 'times')}::text, ${BETWEEN}::text)) as s(no, step, type, count, times)
    ) s
  )
  insert into log_row (part, pos, count, shared, own)
  select part, pos, count, nullif(shared, ''), own from rows from (
    unnest(${of(batch, 'parts')}::smallint[], ${of(batch, 'positions')}::bigint[], ${of(batch, 'counts')}::smallint[]),
    string_to_table(${of(batch, 'shared')}::text, ${BETWEEN}::text),
    string_to_table(${of(batch, 'own')}::text, ${BETWEEN}::text)
  ) as r(part, pos, count, shared, own)`;

/** An input that the batch has. */
function of(batch: Batch, name: string): string {
  const column = batch[name];
  if (column === undefined) throw new Error(`the batch has no ${name}`);
  return column;
}
