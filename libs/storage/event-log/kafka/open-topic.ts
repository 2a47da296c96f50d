import { setTimeout as wait } from 'node:timers/promises';
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
  if (!(await admin.listTopics()).includes(topic)) {
    const settings = {
      topic,
      numPartitions: partitions,
      replicationFactor: -1,
      configEntries: TOPIC_SETTINGS,
    };
    // Answers false when another process made it in the meantime; its partitions are counted below all the same.
    await admin.createTopics({ topics: [settings], waitForLeaders: false });
    await toAppear(admin, topic);
  }
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
  return topics[0]?.partitions.length ?? 0;
}

// A broker hears of a new topic a moment after it was made, and until then says that there is none. The client's own
// waiting takes that for an error.
async function toAppear(admin: Admin, topic: string): Promise<void> {
  const deadline = Date.now() + APPEARS_MS;
  while (!(await admin.listTopics()).includes(topic)) {
    if (Date.now() > deadline) throw logUnavailable(`The topic "${topic}" was made and does not appear`);
    await wait(50);
  }
}

const APPEARS_MS = 10_000;

// The relay sends up to 1.3 MB a partition at once; records must never be compacted away.
const TOPIC_SETTINGS = [
  { name: 'cleanup.policy', value: 'delete' },
  { name: 'max.message.bytes', value: String(8 * 1024 * 1024) },
];
