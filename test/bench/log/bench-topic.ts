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
  const kafka = new Kafka({ brokers, logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  const named: string[] = [];
  await admin.connect();
  return {
    kafka,
    topic: () => {
      const topic = `bench-${randomUUID()}`;
      named.push(topic);
      return { brokers, topic, partitions: 8 };
    },
    close: async () => {
      // Not before: a producer that has sent to a topic asks for it with every refresh.
      const made = await admin.listTopics();
      await admin.deleteTopics({ topics: named.filter((topic) => made.includes(topic)) });
      await admin.disconnect();
      await own?.stop();
    },
  };
}
