import {
  claimClickHouse,
  type EventLog,
  type Installation,
  type NeededStores,
  type Relay,
  Sink,
} from '#storage';
import { openLog } from '../event-log/open-log.ts';
import type { Role } from '../settings.ts';
import { SinkLoop } from '../sink/sink-loop.ts';
import type { Opened } from './opened.ts';
import type { Reporter } from './reporter.ts';

/** The way of an event behind the log: what reads it, carries it to Kafka, and carries it to ClickHouse. */
export interface EventPath {
  /** Null in a process that neither reads it nor tells how far it goes. */
  readonly log: EventLog | null;
  readonly relay: Relay | null;
  /** Null where another process carries the log to ClickHouse. */
  readonly sink: SinkLoop | null;
}

/** Opens the event path for the roles of this process. */
export async function openEvents(
  { sql, clickhouse }: NeededStores,
  installation: Installation,
  config: { readonly kafkaBrokers: readonly string[] | undefined; readonly roles: readonly Role[] },
  reporter: Reporter,
  opened: Opened,
): Promise<EventPath> {
  if (clickhouse) await claimClickHouse(clickhouse, installation.id);
  const { kafkaBrokers, roles } = config;
  const onWarning = (line: string) => reporter.note(line);
  const { log, relay } = await opened.take(
    await openLog({ sql, installation, kafkaBrokers, roles, onWarning }),
    (open) => open.close(),
  );
  if (log || relay) reporter.tick(`Event log (${kafkaBrokers ? 'Kafka' : 'PostgreSQL'})`);
  if (!roles.includes('sink') || !log || !clickhouse) return { log, relay, sink: null };
  const sink = new Sink({ sql, clickhouse, log, now: Date.now });
  return { log, relay, sink: new SinkLoop(sink, { runs: true, relay }) };
}
