import { randomUUID } from 'node:crypto';
import { openKafkaEventLog, openKafkaOuterLog } from '#storage';
import { describeWithKafka } from '../support/kafka/describe-with-kafka.ts';
import { testTopic } from '../support/kafka/test-topic.ts';
import { eventLogContract } from './event-log-contract.ts';

await describeWithKafka('With Apache Kafka', (brokers) => {
  eventLogContract('The event log in Kafka', async () => {
    const { config, admin, drop } = await testTopic(brokers);
    const { topic } = config;
    const reader = () => openKafkaEventLog({ ...config, group: `contract-${randomUUID()}` });
    const writer = await openKafkaOuterLog(config);
    const log = await reader();
    return {
      log,
      append: (events) => writer.write(events.map((event, pos) => ({ ...event, pos }))),
      reopen: reader,
      forget: async (part, low) => {
        // kafkajs looks the leader up in its metadata of the topic, which this loads.
        await admin.fetchTopicOffsets(topic);
        await admin.deleteTopicRecords({ topic, partitions: [{ partition: part, offset: String(low) }] });
      },
      close: async () => {
        await Promise.all([log.close(), writer.close()]);
        await drop();
      },
    };
  });
});
