import type { Socket } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import {
  answerTo,
  type LoopbackBroker,
  loopbackBroker,
  type Question,
} from '../../../../test/support/kafka/loopback-broker.ts';
import { BrokerConnection } from './broker-connection.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

async function connected(answer: (question: Question, socket: Socket) => void) {
  const broker: LoopbackBroker = await loopbackBroker(answer);
  const connection = await BrokerConnection.open(broker.address);
  open.push(broker, connection);
  return { broker, connection };
}

const ask = (connection: BrokerConnection, body: string) =>
  connection.ask({
    api: { key: 1, version: 4 },
    body: Buffer.from(body),
    read: (answer) => answer.toString(),
  });

test('a question says which call it is, and gets its answer', async () => {
  const asked: Question[] = [];
  const { connection } = await connected((question, socket) => {
    asked.push(question);
    socket.write(answerTo(question, Buffer.from(`to ${question.body}`)));
  });
  expect(await ask(connection, 'one')).toBe('to one');
  expect(await ask(connection, 'two')).toBe('to two');
  expect(asked).toMatchObject([
    { key: 1, version: 4, number: 0, body: Buffer.from('one') },
    { key: 1, version: 4, number: 1, body: Buffer.from('two') },
  ]);
});

test('answers come to who asked, however their bytes arrive', async () => {
  const frames: Buffer[] = [];
  const { connection } = await connected((question, socket) => {
    frames.push(answerTo(question, question.body));
    if (frames.length < 3) return;
    const bytes = Buffer.concat(frames);
    const middle = (frames[0]?.length ?? 0) + 6;
    // The first, and of the second its length and half of its number.
    socket.write(bytes.subarray(0, middle), () => {
      setImmediate(() => socket.write(bytes.subarray(middle)));
    });
  });
  const answers = ['first', '', 'third'].map((body) => ask(connection, body));
  expect(await Promise.all(answers)).toEqual(['first', '', 'third']);
});

test('a long answer, and a short one after it', async () => {
  const long = 'x'.repeat(3_000_000);
  const { connection } = await connected((question, socket) => {
    socket.write(answerTo(question, question.number === 0 ? Buffer.from(long) : Buffer.from('short')));
  });
  const answers = await Promise.all([ask(connection, 'a'), ask(connection, 'b')]);
  expect(answers[0] === long).toBe(true);
  expect(answers[1]).toBe('short');
});

test('an answer that cannot be read is the trouble of its caller alone', async () => {
  const { connection } = await connected((question, socket) => {
    socket.write(answerTo(question, question.body));
  });
  const read = () => {
    throw new Error('unreadable');
  };
  const failing = connection.ask({ api: { key: 1, version: 4 }, body: Buffer.alloc(0), read });
  const other = ask(connection, 'other');
  await expect(failing).rejects.toThrow('unreadable');
  expect(await other).toBe('other');
});

test('when the broker hangs up, all who wait are told, and who asks later', async () => {
  const { connection, broker } = await connected(({ number }) => {
    if (number === 1) broker.hangUp();
  });
  const waiting = [ask(connection, 'a'), ask(connection, 'b')];
  for (const answer of waiting) await expect(answer).rejects.toThrow('closed');
  await expect(ask(connection, 'c')).rejects.toThrow('closed');
});

test.each([
  ['to another question', (question: Question) => answerTo({ number: question.number + 1 }, question.body)],
  ['of an impossible length', () => Buffer.alloc(8, 0xff)],
])('an answer %s ends the connection', async (_, answer) => {
  const { connection } = await connected((question, socket) => {
    socket.write(answer(question));
  });
  await expect(ask(connection, 'a')).rejects.toThrow(/answer/);
  await expect(ask(connection, 'b')).rejects.toThrow('closed');
});

test('a broker that says nothing is given up', async () => {
  const broker = await loopbackBroker(() => undefined);
  open.push(broker);
  // On a slow machine it is given up before it is there.
  const asking = BrokerConnection.open(broker.address, 20).then((connection) => {
    open.push(connection);
    return ask(connection, 'a');
  });
  await expect(asking).rejects.toThrow('does not answer');
});

test('where nobody listens there is no connection', async () => {
  const broker = await loopbackBroker(() => undefined);
  await broker.close();
  await expect(BrokerConnection.open(broker.address)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});
