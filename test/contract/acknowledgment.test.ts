import { Socket } from 'node:net';
import { expect, jest, test } from '@jest/globals';
import { openKafkaOuterLog } from '#storage';
import { describeWithKafka } from '../support/kafka/describe-with-kafka.ts';
import { testTopic } from '../support/kafka/test-topic.ts';
import { newEvent } from './new-event.ts';

const PRODUCE = 0;
const ALL_IN_SYNC = -1;

// One broker cannot tell the difference: where a topic stands once, all of its replicas are that one. So what is asked
// of it is read off the wire.
await describeWithKafka('What the relay asks of Kafka', (brokers) => {
  test('nothing counts as carried before all replicas that are in sync have it', async () => {
    const topic = await testTopic(brokers);
    const log = await openKafkaOuterLog(topic.config);
    const sent = jest.spyOn(Socket.prototype, 'write');
    try {
      await log.write([0, 3, 7].map((part) => ({ ...newEvent(part), pos: 0 })));
      await log.write([{ ...newEvent(3), pos: 1 }]);
      const frames = sent.mock.calls.flatMap(([bytes]) => (Buffer.isBuffer(bytes) ? [bytes] : []));
      const asked = frames.filter((frame) => frame.readInt16BE(4) === PRODUCE).map(acksOf);
      expect(new Set(asked)).toEqual(new Set([ALL_IN_SYNC]));
      expect(asked.length).toBeGreaterThanOrEqual(2);
    } finally {
      sent.mockRestore();
      await log.close();
      await topic.drop();
    }
  });
});

/** Behind length, call, version and number come the name of the client, that of a transaction, and then `acks`. */
function acksOf(frame: Buffer): number {
  const client = 12;
  const transaction = client + 2 + frame.readInt16BE(client);
  return frame.readInt16BE(transaction + 2 + Math.max(frame.readInt16BE(transaction), 0));
}
