import { type Kafka, type Message, Partitioners } from 'kafkajs';
import type { KafkaConfig } from '#storage';

/** What the relay sends with one call: at most so many of each partition. */
const OF_EACH = 250;

/** The messages of a topic as kafkajs takes and gives them, with nothing of Crest around it. */
export interface BareKafka {
  /** Sends them in the batches that the relay would send. */
  produce(topic: string, messages: readonly Message[]): Promise<void>;
  /** Goes back to the beginning of the topic and takes in so many messages. */
  consume(count: number): Promise<void>;
  close(): Promise<void>;
}

export async function bareKafka(kafka: Kafka, { topic, partitions }: KafkaConfig): Promise<BareKafka> {
  const producer = kafka.producer({
    allowAutoTopicCreation: false,
    maxInFlightRequests: 1,
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  let left = 0;
  let finish = () => {};
  const consumer = kafka.consumer({ groupId: `${topic}-bare`, maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  const joined = new Promise<void>((resolve) => consumer.on(consumer.events.GROUP_JOIN, () => resolve()));
  await consumer.run({
    autoCommit: false,
    eachBatch: async ({ batch, isStale }) => {
      if (isStale()) return;
      left -= batch.messages.length;
      if (left <= 0) finish();
    },
  });
  await joined;
  return {
    async produce(to, messages) {
      for (const batch of batchesOf(messages, partitions)) {
        await producer.send({ topic: to, acks: -1, messages: batch });
      }
    },
    consume: (count) =>
      new Promise((resolve) => {
        left = count;
        finish = resolve;
        for (let partition = 0; partition < partitions; partition++) {
          consumer.seek({ topic, partition, offset: '0' });
        }
      }),
    close: async () => {
      await consumer.disconnect();
      await producer.disconnect();
    },
  };
}

function batchesOf(messages: readonly Message[], partitions: number): Message[][] {
  const queues = Array.from({ length: partitions }, (_, part) =>
    messages.filter(({ partition }) => partition === part),
  );
  const rounds = Math.ceil(Math.max(...queues.map(({ length }) => length)) / OF_EACH);
  return Array.from({ length: rounds }, (_, round) =>
    queues.flatMap((queue) => queue.slice(round * OF_EACH, (round + 1) * OF_EACH)),
  );
}
