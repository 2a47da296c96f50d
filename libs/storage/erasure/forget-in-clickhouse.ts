import type { ClickHouseClient } from '@clickhouse/client';
import { runLong } from '../clickhouse/run-long.ts';
import { standsOnCluster } from '../clickhouse/stands-on-cluster.ts';
import { partitionsOf } from '../rebuild/partitions-of.ts';
import { holdTables, type RebuildParts, replaceTables } from '../rebuild/rebuild.ts';
import { makeShadows, shadowOf } from '../rebuild/shadow-tables.ts';
import { queryRows } from '../reports/query-rows.ts';
import { sinkOffsets } from '../sink/rewind.ts';
import { NOBODY } from './anonymous-event.ts';
import { forgetOnCluster, KEPT_PROPERTIES } from './forget-on-cluster.ts';
import type { ForgottenPerson } from './forgotten-people.ts';

/**
 * Takes these people out of the raw events of ClickHouse, as forgetInLog does in the log: the months they are in are
 * written anew, the others are linked, and the old table is dropped with its files. A mutation would leave its own text
 * and the old parts on the disk, and the embedded engine never clears them away. Answers how many rows were theirs.
 * What is counted knows numbers alone.
 */
export async function forgetInClickHouse(
  parts: RebuildParts,
  people: readonly ForgottenPerson[],
  now: number,
): Promise<number> {
  const { clickhouse } = parts;
  if (!(await standsOnCluster(clickhouse))) return holdTables(parts, () => writeAnew(parts, people, now));
  const months = await monthsWith(clickhouse, conditionOf(people));
  if (months.length > 0) await forgetOnCluster(clickhouse, conditionOf(people, 'subject_key'));
  return rowsIn(months);
}

async function writeAnew(
  parts: RebuildParts,
  people: readonly ForgottenPerson[],
  now: number,
): Promise<number> {
  const { sql, clickhouse } = parts;
  const theirs = conditionOf(people);
  const months = await monthsWith(clickhouse, theirs);
  if (months.length === 0) return 0;
  const touched = new Set(months.map(({ id }) => id));
  await replaceTables(parts, { source: 'events', months: [...touched], now }, async (id) => {
    await makeShadows(clickhouse, id, ['events']);
    parts.failPoint?.('rebuild.made');
    const resumeAt = await sinkOffsets(sql);
    for (const partition of await partitionsOf(clickhouse, 'events')) {
      parts.signal?.throwIfAborted();
      const query = touched.has(partition)
        ? `insert into ${shadowOf(id, 'events')}
          select * replace (
            if(${theirs}, '${NOBODY}', subject_key) as subject_key,
            if(${theirs}, ${KEPT_PROPERTIES}, properties) as properties)
          from events final where _partition_id = '${partition}'`
        : `alter table ${shadowOf(id, 'events')} attach partition id '${partition}' from events`;
      await runLong(clickhouse, query);
    }
    return resumeAt;
  });
  return rowsIn(months);
}

/** The months that hold rows of theirs, and how many. */
async function monthsWith(clickhouse: ClickHouseClient, theirs: string) {
  return queryRows<{ id: string; n: number }>(
    clickhouse,
    `select _partition_id as id, count() as n from events where ${theirs} and subject_key != '${NOBODY}' group by id`,
    {},
  );
}

const rowsIn = (months: readonly { readonly n: number }[]): number =>
  months.reduce((sum, { n }) => sum + n, 0);

/** Whose rows they are. Of keys it says hashes alone: ClickHouse keeps the texts of statements here and there. */
function conditionOf(people: readonly ForgottenPerson[], key = 'events.subject_key'): string {
  const numbers = people.flatMap(({ enrollments }) => enrollments);
  const strangers = people.flatMap((person) =>
    person.key === null
      ? []
      : `(SHA256(${key}) = unhex('${person.key}')
        and received_at <= fromUnixTimestamp64Milli(${person.erasedAt}, 'UTC'))`,
  );
  const enrolled = numbers.length === 0 ? '0' : `enrollment_no in (${numbers.join(', ')})`;
  const strange = strangers.length === 0 ? '0' : strangers.join(' or ');
  return `(${enrolled} or (enrollment_no = 0 and (${strange})))`;
}
