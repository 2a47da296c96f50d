import type { Admin, Kafka } from 'kafkajs';
import { DomainError } from '#engine';
import { logUnavailable, wrongPartitions } from '../event-log-error.ts';
import { connectKafka, type KafkaConfig } from './connect-kafka.ts';

export interface OpenTopic {
  /** The log id: what is in another cluster or topic is another log. */
  readonly id: string;
  readonly kafka: Kafka;
  /** Connected. */
  readonly admin: Admin;
}

/** Finds the topic, or makes it, and refuses one whose partitions are not those of the installation. */
export async function openTopic(config: KafkaConfig): Promise<OpenTopic> {
  const kafka = connectKafka(config);
  const admin = kafka.admin();
  try {
    await admin.connect();
    const { clusterId } = await admin.describeCluster();
    const partitions = await countPartitions(admin, config);
    if (partitions !== config.partitions) throw wrongPartitions(config.topic, partitions, config.partitions);
    return { id: `kafka:${clusterId}/${config.topic}`, kafka, admin };
  } catch (problem) {
    await admin.disconnect();
    throw problem instanceof DomainError
      ? problem
      : logUnavailable(`Kafka at ${config.brokers.join(', ')} could not be opened`, problem);
  }
}

async function countPartitions(admin: Admin, { topic, partitions }: KafkaConfig): Promise<number> {
  const known = await admin.listTopics();
  if (!known.includes(topic)) {
    // False when another process made it in the meantime; its partitions are counted below all the same.
    await admin.createTopics({
      topics: [{ topic, numPartitions: partitions, replicationFactor: -1, configEntries: TOPIC_SETTINGS }],
    });
  }
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
  return topics[0]?.partitions.length ?? 0;
}

// The relay sends up to 1.3 MB a partition at once; records must never be compacted away.
const TOPIC_SETTINGS = [
  { name: 'cleanup.policy', value: 'delete' },
  { name: 'max.message.bytes', value: String(8 * 1024 * 1024) },
];
