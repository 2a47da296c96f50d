import { expect, test } from '@jest/globals';
import type { Consumer, ConsumerConfig } from 'kafkajs';
import { describeWithKafka } from '../../../../test/support/kafka/describe-with-kafka.ts';
import { testTopic } from '../../../../test/support/kafka/test-topic.ts';
import { connectKafka } from './connect-kafka.ts';
import { GroupMember } from './group-member.ts';
import { openTopic } from './open-topic.ts';

const waiting = new Set<() => void>();

await describeWithKafka('A member of the group', (brokers) => {
  test('has its partitions, before and after another one came, and fetches nothing of them', async () => {
    const topic = await testTopic(brokers);
    const { admin } = await openTopic(topic.config);
    await admin.disconnect();
    const producer = topic.kafka.producer();
    await producer.connect();
    await producer.send({
      topic: topic.config.topic,
      messages: [0, 1, 2, 3, 4, 5, 6, 7].map((partition) => ({ partition, value: 'there' })),
    });
    await producer.disconnect();

    const config = { ...topic.config, group: topic.config.topic };
    const asked: string[] = [];
    const first = new GroupMember(overheard(config, asked), config);
    const second = new GroupMember(connectKafka(config), config);
    try {
      await first.join();
      expect(first.owned()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
      await untilAsked(asked, 'Heartbeat', 2);
      await second.join();
      await untilAsked(asked, 'SyncGroup', 2);
      // It has what it was given when its heart beats again, however often it beat while the other one joined.
      await untilAsked(asked, 'Heartbeat', 2, asked.lastIndexOf('SyncGroup'));
      expect([...first.owned(), ...second.owned()].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
      expect(asked).not.toContain('Fetch');
    } finally {
      await first.leave();
      await second.leave();
      await topic.drop();
    }
  });
});

/** A client that notes what its consumers ask of brokers. */
function overheard(config: Parameters<typeof connectKafka>[0], asked: string[]) {
  const kafka = connectKafka(config);
  return {
    consumer: (settings: ConsumerConfig): Consumer => {
      const consumer = kafka.consumer(settings);
      consumer.on(consumer.events.REQUEST, ({ payload }) => {
        asked.push(payload.apiName);
        for (const look of waiting) look();
      });
      return consumer;
    },
  };
}

async function untilAsked(asked: readonly string[], what: string, times: number, after = 0): Promise<void> {
  await new Promise<void>((resolve) => {
    const look = () => {
      if (asked.slice(after).filter((name) => name === what).length < times) return;
      waiting.delete(look);
      resolve();
    };
    waiting.add(look);
    look();
  });
}
