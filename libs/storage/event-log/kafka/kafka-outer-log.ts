import { type Message, Partitioners } from 'kafkajs';
import type { LogRecord } from '../event-log.ts';
import { logUnavailable } from '../event-log-error.ts';
import type { OuterLog } from '../relay/outer-log.ts';
import type { KafkaConfig } from './connect-kafka.ts';
import { toMessage } from './kafka-message.ts';
import { openTopic } from './open-topic.ts';

/**
 * The writing side of a Kafka topic. The producer is not an idempotent one: that of kafkajs can acknowledge a message
 * and lose it when a send fails and other content follows under the same sequence numbers. Without it a repeated send
 * is stored twice, which readers absorb.
 */
export async function openKafkaOuterLog(config: KafkaConfig): Promise<OuterLog> {
  const { id, kafka, admin } = await openTopic(config);
  const producer = kafka.producer({
    allowAutoTopicCreation: false,
    maxInFlightRequests: 1,
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  await admin.disconnect();
  await producer.connect();
  // Making messages takes 4 µs an event, as long as which the broker may as well store those before.
  const prepared = new WeakMap<readonly LogRecord[], Message[]>();
  return {
    id,
    partitions: config.partitions,
    prepare(records) {
      prepared.set(records, records.map(toMessage));
    },
    async write(records) {
      const messages = prepared.get(records) ?? records.map(toMessage);
      try {
        await producer.send({ topic: config.topic, acks: -1, messages });
      } catch (problem) {
        throw logUnavailable(`Kafka did not take ${records.length} events`, problem);
      }
    },
    close: () => producer.disconnect(),
  };
}
