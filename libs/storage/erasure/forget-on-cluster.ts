import type { ClickHouseClient } from '@clickhouse/client';
import { runLong } from '../clickhouse/run-long.ts';
import { queryRows } from '../reports/query-rows.ts';
import { NOBODY } from './anonymous-event.ts';

/** The properties that stay of an event of somebody erased: that a bounce was a soft one decides what it counts as. */
export const KEPT_PROPERTIES = `if(kind = 'bounced:soft', '{"kind":"soft"}', '{}')`;

/**
 * Takes people out of the raw events of a cluster, by a mutation on every shard: tables cannot be exchanged on all at
 * once. A server clears its old parts away by itself, eight minutes later unless it was told otherwise. The answer means
 * that all replicas have done it.
 */
export async function forgetOnCluster(clickhouse: ClickHouseClient, theirs: string): Promise<void> {
  const [table] = await queryRows<{ cluster: string }>(
    clickhouse,
    `select extract(engine_full, '^Distributed\\\\(\\'([^\\']+)\\'') as cluster from system.tables
    where database = currentDatabase() and name = 'events'`,
    {},
  );
  if (!table?.cluster) throw new Error('The table events does not say which cluster it is of.');
  await runLong(clickhouse, forgetStatement(theirs, `events_local on cluster '${table.cluster}'`), {
    distributed_ddl_task_timeout: '-1',
  });
}

/** The mutation that takes the people out whose rows fulfil the condition. */
export function forgetStatement(theirs: string, place: string): string {
  return `alter table ${place}
    update subject_key = '${NOBODY}', properties = ${KEPT_PROPERTIES}
    where ${theirs} and subject_key != '${NOBODY}'
    settings mutations_sync = 2`;
}
