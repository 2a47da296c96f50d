import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import {
  appendEvents,
  type KafkaConfig,
  migrateClickHouse,
  type NewEvent,
  openClickHouse,
  openKafkaEventLog,
  openKafkaOuterLog,
  Relay,
  Sink,
  type Sql,
} from '#storage';
import { RelayLoop } from '../../../apps/ingest/event-log/relay-loop.ts';
import { SinkLoop } from '../../../apps/ingest/sink/sink-loop.ts';

/** How events come in while the lag is taken: so many at once, so often. */
export const LOAD = { events: 200, everyMs: 50 } as const;

const LOOK_MS = 20;

/**
 * How long after its commit in Postgres an event can be read from ClickHouse, in ms and ascending: relay and sink run as
 * they do in a process of Crest, while events go on coming in.
 */
export async function lagsUnderLoad(
  { sql, folder, events }: { sql: Sql; folder: string; events: readonly NewEvent[] },
  config: KafkaConfig,
): Promise<number[]> {
  const clickhouse = openClickHouse({ path: join(folder, 'clickhouse'), database: 'lag' });
  await migrateClickHouse(clickhouse, { now: 0 });
  const outer = await openKafkaOuterLog(config);
  // What is in the outbox already is not part of it.
  await sql`insert into relay_cursor (log_id, part, next) select ${outer.id}, part, next from log_head`;
  const log = await openKafkaEventLog({ ...config, group: `${config.topic}-lag` });
  const relay = new RelayLoop(new Relay(sql, outer));
  const sink = new SinkLoop(new Sink({ sql, clickhouse, log, now: Date.now }), { runs: true, relay: null });
  relay.onApplicationBootstrap();
  sink.onApplicationBootstrap();

  const committed: number[] = [];
  const writing = (async () => {
    const start = performance.now();
    for (let i = 0; i < events.length; i += LOAD.events) {
      const due = start + (i / LOAD.events) * LOAD.everyMs;
      await wait(Math.max(0, due - performance.now()));
      const some = events.slice(i, i + LOAD.events);
      await appendEvents(sql, some);
      for (const _ of some) committed.push(performance.now());
    }
  })();
  const lags: number[] = [];
  while (lags.length < events.length) {
    await wait(LOOK_MS);
    const answer = await clickhouse.query({
      query: 'select count() as n from events',
      format: 'JSONEachRow',
    });
    const [seen] = await answer.json<{ n: number }>();
    const now = performance.now();
    for (const at of committed.slice(lags.length, seen?.n ?? 0)) lags.push(now - at);
  }
  await writing;
  await relay.beforeApplicationShutdown();
  await sink.beforeApplicationShutdown();
  await log.close();
  await outer.close();
  await clickhouse.close();
  return lags.sort((a, b) => a - b);
}
