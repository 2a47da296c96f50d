import { randomUUID } from 'node:crypto';
import { type Admin, Kafka, logLevel } from 'kafkajs';

/** The name of a topic that nobody else uses, and the means to treat it as an operator would. */
export interface TestTopic {
  readonly config: {
    readonly brokers: readonly string[];
    readonly topic: string;
    readonly partitions: number;
  };
  readonly kafka: Kafka;
  readonly admin: Admin;
  drop(): Promise<void>;
}

export async function testTopic(brokers: readonly string[]): Promise<TestTopic> {
  const config = { brokers, topic: `test-${randomUUID()}`, partitions: 8 };
  const kafka = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  return {
    config,
    kafka,
    admin,
    drop: async () => {
      const made = (await admin.listTopics()).includes(config.topic);
      if (made) await admin.deleteTopics({ topics: [config.topic] });
      await admin.disconnect();
    },
  };
}
