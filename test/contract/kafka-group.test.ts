import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { CompressionTypes, ConfigResourceTypes } from 'kafkajs';
import { type EventLog, type LogRecord, openKafkaEventLog, openKafkaOuterLog } from '#storage';
import { describeWithKafka } from '../support/kafka/describe-with-kafka.ts';
import { startKafka } from '../support/kafka/start-kafka.ts';
import { type TestTopic, testTopic } from '../support/kafka/test-topic.ts';
import { newEvent } from './new-event.ts';

await describeWithKafka('Readers of the Kafka log', (brokers) => {
  let topic: TestTopic;
  const open: { close(): Promise<void> }[] = [];
  const join = async (): Promise<EventLog> => {
    const log = await openKafkaEventLog({ ...topic.config, group: topic.config.topic });
    open.push(log);
    return log;
  };
  const write = async (count: number) => {
    const writer = await openKafkaOuterLog(topic.config);
    await writer.write(Array.from({ length: count }, (_, n) => ({ ...newEvent(n % 8, { n }), pos: n })));
    await writer.close();
  };

  beforeEach(async () => {
    topic = await testTopic(brokers);
  });
  afterEach(async () => {
    for (const log of open.splice(0)) await log.close();
    await topic.drop();
  });

  test('a range read before a rebalance is read again exactly after it, by whoever owns it', async () => {
    await write(1600);
    const first = await join();
    const before = new Map<number, readonly LogRecord[]>();
    for (const part of first.owned()) before.set(part, await first.read(part, 50, 100));

    const second = await join();
    await until(first, () => first.owned().length === 4 && second.owned().length === 4);
    expect([...first.owned(), ...second.owned()].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    for (const log of [first, second]) {
      for (const part of log.owned()) expect(await log.read(part, 50, 100)).toEqual(before.get(part));
    }

    await second.close();
    await until(first, () => first.owned().length === 8);
    for (const part of first.owned()) expect(await first.read(part, 50, 100)).toEqual(before.get(part));
  });

  test('with a cursor outside, members that come and go pass nothing over', async () => {
    const cursor = Array<number>(8).fill(0);
    const seen = new Set<string | null>();
    const sweep = async (log: EventLog) => {
      for (const part of log.owned()) {
        const records = await log.read(part, cursor[part] ?? 0, 30);
        for (const { eventId } of records) seen.add(eventId);
        cursor[part] = Math.max(cursor[part] ?? 0, (records.at(-1)?.pos ?? -1) + 1);
      }
    };
    const first = await join();
    await write(800);
    await sweep(first);
    const joining = join();
    const second = await joining;
    await sweep(first);
    await write(800);
    for (let n = 0; n < 3; n++) await Promise.all([sweep(first), sweep(second)]);
    await first.close();
    await until(second, () => second.owned().length === 8);
    const heads = await second.heads();
    for (let n = 0; n < 10; n++) await sweep(second);
    expect(cursor).toEqual(heads);
    expect(seen.size).toBe(1600);
  });

  test('a partition that another member owns reads as empty', async () => {
    await write(80);
    const first = await join();
    const second = await join();
    await until(first, () => first.owned().length === 4);
    for (const part of second.owned()) expect(await first.read(part, 0, 10)).toEqual([]);
  });

  test('a log opened without a group tells its bounds and takes no partition from the others', async () => {
    await write(80);
    const reader = await join();
    const onlooker = await openKafkaEventLog(topic.config);
    open.push(onlooker);
    expect(onlooker.id).toBe(reader.id);
    expect(await onlooker.heads()).toEqual(Array(8).fill(10));
    expect(onlooker.owned()).toEqual([]);
    expect(await onlooker.read(0, 0, 10)).toEqual([]);
    expect(reader.owned()).toHaveLength(8);
  });

  test('a message that Crest did not write is a record without an event', async () => {
    const log = await join();
    const producer = topic.kafka.producer();
    await producer.connect();
    await producer.send({
      topic: topic.config.topic,
      messages: [
        { partition: 3, value: 'not json' },
        { partition: 3, value: null, headers: { ce_id: 'not a uuid' } },
      ],
    });
    await producer.disconnect();
    expect(await log.read(3, 0, 10)).toEqual([
      { part: 3, pos: 0, body: 'not json', eventId: null },
      { part: 3, pos: 1, body: '', eventId: null },
    ]);
  });

  test('messages that are packed with gzip are read like others; otherwise packed ones are refused, with what to set', async () => {
    const log = await join();
    const { admin, config, kafka } = topic;
    const producer = kafka.producer();
    await producer.connect();
    const send = (value: string) =>
      producer.send({
        topic: config.topic,
        compression: CompressionTypes.GZIP,
        messages: [1, 2, 3].map((n) => ({ partition: 3, value: `${value} ${n}` })),
      });
    await send('packed');
    expect(await log.read(3, 1, 10)).toEqual([
      { part: 3, pos: 1, body: 'packed 2', eventId: null },
      { part: 3, pos: 2, body: 'packed 3', eventId: null },
    ]);
    const configEntries = [{ name: 'compression.type', value: 'lz4' }];
    const change = { type: ConfigResourceTypes.TOPIC, name: config.topic, configEntries };
    await admin.alterConfigs({ validateOnly: false, resources: [change] });
    await send('otherwise');
    await producer.disconnect();
    await expect(log.read(3, 3, 10)).rejects.toMatchObject({
      code: 'log-unavailable',
      detail: expect.stringContaining('compression.type=producer'),
    });
  });

  test('what a transaction took back is passed over, and so are the marks of its end', async () => {
    const log = await join();
    const { config, kafka } = topic;
    const producer = kafka.producer({
      transactionalId: config.topic,
      maxInFlightRequests: 1,
      idempotent: true,
    });
    await producer.connect();
    for (const value of ['kept', 'taken back', 'kept too', 'taken back too']) {
      const transaction = await producer.transaction();
      await transaction.send({ topic: config.topic, messages: [{ partition: 3, value }] });
      await (value.startsWith('kept') ? transaction.commit() : transaction.abort());
    }
    await producer.disconnect();
    let heads = await log.heads();
    // The broker says that a transaction has ended before it has marked the end of it.
    while ((heads[3] ?? 0) < 8) heads = await log.heads();
    expect(heads).toEqual([0, 0, 0, 8, 0, 0, 0, 0]);
    const kept = { part: 3, pos: 0, body: 'kept', eventId: null };
    const keptToo = { part: 3, pos: 4, body: 'kept too', eventId: null };
    expect(await log.read(3, 0, 10)).toEqual([kept, keptToo]);
    expect(await log.read(3, 1, 10)).toEqual([keptToo]);
    expect(await log.read(3, 5, 10)).toEqual([]);
  });

  test('a topic with another number of partitions is refused', async () => {
    await topic.admin.createTopics({ topics: [{ topic: topic.config.topic, numPartitions: 7 }] });
    const refusal = { code: 'log-partitions', detail: expect.stringContaining('has 7 partitions') };
    await expect(openKafkaOuterLog(topic.config)).rejects.toMatchObject(refusal);
    await expect(join()).rejects.toMatchObject(refusal);
  });

  test('two that make the topic at the same time get the same one', async () => {
    const [a, b] = await Promise.all([join(), join()]);
    expect(a.id).toBe(b.id);
  });

  test('a broker that goes away rejects the reads', async () => {
    const broker = await startKafka();
    const log = await openKafkaEventLog({ ...topic.config, brokers: [broker.brokers], group: 'lonely' });
    try {
      expect(await log.read(0, 0, 10)).toEqual([]);
      await broker.stop();
      await expect(log.read(0, 0, 10)).rejects.toMatchObject({ code: 'log-unavailable' });
    } finally {
      await log.close();
      await broker.stop();
    }
  });
});

/** Waits for what a rebalance brings, 200 s at most; asking for the heads is what lets time pass. */
async function until(log: EventLog, settled: () => boolean): Promise<void> {
  const deadline = Date.now() + 200_000;
  while (!settled() && Date.now() < deadline) await log.heads();
  expect(settled()).toBe(true);
}
