import type { Socket } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import {
  answerTo,
  type LoopbackBroker,
  loopbackBroker,
  type Question,
} from '../../../../test/support/kafka/loopback-broker.ts';
import { recordBatch } from '../../../../test/support/kafka/record-batch.ts';
import { TopicReader } from './topic-reader.ts';

const STRETCH = { part: 0, from: 0, maxRows: 10, maxBytes: 1_000_000 };
const NOT_LEADER = 6;

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

/** Answers a fetch of partition 0: with an error, or one message that says who gave it. */
function fetched(question: Question, socket: Socket, what: number | string): void {
  const set =
    typeof what === 'string' ? recordBatch({ first: 0, messages: [{ value: what }] }) : Buffer.alloc(0);
  const head = Buffer.alloc(48);
  head.writeInt32BE(1, 4);
  head.writeInt16BE(1, 8);
  head.write('t', 10);
  head.writeInt32BE(1, 11);
  head.writeInt16BE(typeof what === 'number' ? what : 0, 19);
  head.writeInt32BE(-1, 37);
  head.writeInt32BE(set.length, 41);
  socket.write(answerTo(question, Buffer.concat([head.subarray(0, 45), set])));
}

async function broker(says: (question: Question) => number | string): Promise<LoopbackBroker> {
  const made = await loopbackBroker((question, socket) => fetched(question, socket, says(question)));
  open.push(made);
  return made;
}

/** A reader of a topic whose only partition is led by whoever `leader` names when it is asked for. */
function readerOf(brokers: readonly LoopbackBroker[], leader: () => number): TopicReader {
  const partition = { partitionErrorCode: 0, partitionId: 0, replicas: [], isr: [] };
  const reader = new TopicReader(
    {
      describeCluster: async () => ({
        brokers: brokers.map(({ address }, nodeId) => ({ nodeId, ...address })),
        controller: 0,
        clusterId: 'c',
      }),
      fetchTopicMetadata: async () => ({
        topics: [{ name: 't', partitions: [{ ...partition, leader: leader() }] }],
      }),
    },
    't',
  );
  open.push(reader);
  return reader;
}

const bodies = async (reader: TopicReader) => (await reader.read(STRETCH, 0)).records.map(({ body }) => body);

test('when another broker has become the leader, it is asked', async () => {
  let leader = 0;
  const first = await broker(() => (leader === 0 ? 'first' : NOT_LEADER));
  const second = await broker(() => 'second');
  const reader = readerOf([first, second], () => leader);
  expect(await bodies(reader)).toEqual(['first']);
  leader = 1;
  expect(await Promise.all([bodies(reader), bodies(reader)])).toEqual([['second'], ['second']]);
});

test('a connection that the broker ended is made anew', async () => {
  const only = await broker(() => 'here');
  const reader = readerOf([only], () => 0);
  expect(await bodies(reader)).toEqual(['here']);
  only.hangUp();
  expect(await bodies(reader)).toEqual(['here']);
  expect(await bodies(reader)).toEqual(['here']);
  expect(only.connections()).toBe(2);
});

test('what a broker goes on refusing is an error that says so', async () => {
  const only = await broker(() => NOT_LEADER);
  await expect(bodies(readerOf([only], () => 0))).rejects.toThrow('error 6');
});

test('a partition that nobody leads is an error that says so', async () => {
  const only = await broker(() => 'here');
  await expect(bodies(readerOf([only], () => -1))).rejects.toThrow('no broker leads partition 0');
});

test('once closed it asks nobody', async () => {
  const only = await broker(() => 'here');
  const reader = readerOf([only], () => 0);
  await bodies(reader);
  reader.close();
  await expect(bodies(reader)).rejects.toThrow('closed');
  expect(only.connections()).toBe(1);
});

test('an offset that is not there any more is no error: it gives nothing', async () => {
  const only = await broker(() => 1);
  expect(await readerOf([only], () => 0).read({ ...STRETCH, from: 5 }, 0)).toMatchObject({
    records: [],
    next: 5,
  });
});
