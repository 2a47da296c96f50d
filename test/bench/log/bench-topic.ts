import { randomUUID } from 'node:crypto';
import { Kafka, logLevel } from 'kafkajs';
import { kafkaUnavailable } from '../../support/kafka/kafka-unavailable.ts';
import { startKafka } from '../../support/kafka/start-kafka.ts';

export interface BenchTopics {
  readonly kafka: Kafka;
  /** A topic of its own that is not made yet. */
  topic(): { brokers: readonly string[]; topic: string; partitions: number };
  close(): Promise<void>;
}

/** A broker for a bench: that of KAFKA_BROKERS, else one started for it; or why there is none. */
export async function benchTopics(): Promise<BenchTopics | { unavailable: string }> {
  const given = process.env.KAFKA_BROKERS;
  const unavailable = given ? null : kafkaUnavailable();
  if (unavailable !== null) return { unavailable };
  const own = given ? null : await startKafka();
  const brokers = (given ?? own?.brokers ?? '').split(',');
  return {
    kafka: new Kafka({ brokers, logLevel: logLevel.NOTHING }),
    topic: () => ({ brokers, topic: `bench-${randomUUID()}`, partitions: 8 }),
    close: async () => own?.stop(),
  };
}
