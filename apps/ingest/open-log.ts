import {
  type EventLog,
  type Installation,
  openKafkaEventLog,
  openPostgresEventLog,
  type Sql,
} from '#storage';

export const PARTITIONS = 8;

/** One topic an installation, so that two of them can share a cluster. */
export const topicOf = ({ id }: Installation): string => `crest-${id}`;

/** The event log that this process reads: the table in Postgres, or Kafka where brokers are named. */
export async function openLog(
  sql: Sql,
  installation: Installation,
  kafkaBrokers: readonly string[] | undefined,
  onWarning: (line: string) => void,
): Promise<EventLog> {
  if (!kafkaBrokers) return openPostgresEventLog(sql, installation.id);
  return openKafkaEventLog({
    brokers: kafkaBrokers,
    topic: topicOf(installation),
    partitions: PARTITIONS,
    group: `crest-sink-${installation.id}`,
    onWarning,
  });
}
