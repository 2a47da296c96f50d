import {
  type EventLog,
  type Installation,
  openKafkaEventLog,
  openKafkaOuterLog,
  openPostgresEventLog,
  Relay,
  type Sql,
} from '#storage';
import type { Role } from '../settings.ts';

const PARTITIONS = 8;

/** The event log as a process reads it, and what carries the outbox to it where the log is not the outbox itself. */
export interface OpenLog {
  readonly log: EventLog;
  readonly relay: Relay | null;
  close(): Promise<void>;
}

export interface LogConfig {
  readonly sql: Sql;
  readonly installation: Installation;
  /** Without brokers the log is the table in Postgres. */
  readonly kafkaBrokers: readonly string[] | undefined;
  readonly roles: readonly Role[];
  readonly onWarning: (line: string) => void;
}

/** Opens the event log: the table in Postgres, or Kafka where brokers are named. */
export async function openLog({
  sql,
  installation,
  kafkaBrokers,
  roles,
  onWarning,
}: LogConfig): Promise<OpenLog> {
  if (!kafkaBrokers) {
    const log = await openPostgresEventLog(sql, installation.id);
    return { log, relay: null, close: () => log.close() };
  }
  // Another installation on the same brokers has another topic.
  const topic = `crest-${installation.id}`;
  const config = { brokers: kafkaBrokers, topic, partitions: PARTITIONS, onWarning };
  // Who only looks how far the log goes must not be given partitions that a sink should carry.
  const group = roles.includes('sink') ? `${topic}-sink` : `${topic}-watch-${process.pid}`;
  const outer = roles.includes('engine') ? await openKafkaOuterLog(config) : null;
  const log = await openKafkaEventLog({ ...config, group });
  return {
    log,
    relay: outer && new Relay(sql, outer),
    close: async () => {
      await log.close();
      await outer?.close();
    },
  };
}
