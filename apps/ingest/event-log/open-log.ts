import {
  type EventLog,
  type Installation,
  openKafkaEventLog,
  openKafkaOuterLog,
  openPostgresEventLog,
  Relay,
  type Sql,
} from '#storage';
import { type Role, usesClickHouse } from '../settings.ts';

const PARTITIONS = 8;

/** The event log as a process reads it, and what carries the outbox to it where the log is not the outbox itself. */
export interface OpenLog {
  /** Null for roles that have nothing to do with what is behind it. */
  readonly log: EventLog | null;
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
    if (!usesClickHouse(roles)) return { log: null, relay: null, close: async () => {} };
    const log = await openPostgresEventLog(sql, installation.id);
    return { log, relay: null, close: () => log.close() };
  }
  // Another installation on the same brokers has another topic.
  const topic = `crest-${installation.id}`;
  const config = { brokers: kafkaBrokers, topic, partitions: PARTITIONS, onWarning };
  const outer = roles.includes('engine') ? await openKafkaOuterLog(config) : null;
  // Who only looks how far the log goes is in no group, or it would be given partitions that a sink should carry.
  const group = roles.includes('sink') ? { group: `${topic}-sink` } : {};
  const log = usesClickHouse(roles) ? await openKafkaEventLog({ ...config, ...group }) : null;
  return {
    log,
    relay: outer && new Relay(sql, outer),
    close: async () => {
      await log?.close();
      await outer?.close();
    },
  };
}
