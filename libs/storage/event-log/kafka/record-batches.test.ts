import { expect, test } from '@jest/globals';
import { type MessageOf, recordBatch } from '../../../../test/support/kafka/record-batch.ts';
import { type Aborted, recordsIn } from './record-batches.ts';

const ID = '7d444840-9dc0-51d1-a245-5ffdce74fad2';
const event = (n: number): MessageOf => ({
  key: `enrollment ${n}`,
  value: `{"n":${n},"name":"Zoë 💌"}`,
  headers: [
    ['ce_specversion', '1.0'],
    ['ce_id', ID],
    ['pos', String(n)],
  ],
});
const record = (pos: number, n = pos) => ({ part: 3, pos, body: event(n).value, eventId: ID });
const read = (
  set: Buffer,
  limits: { from?: number; maxRows?: number; bytesLeft?: number } = {},
  aborted: Aborted[] = [],
) => recordsIn(set, { part: 3, from: 0, maxRows: 100, bytesLeft: 1e6, ...limits }, aborted);

const five = Buffer.concat([
  recordBatch({ first: 0, messages: [event(0), event(1), event(2)] }),
  recordBatch({ first: 3, messages: [event(3), event(4)] }),
]);

test('messages come out of their batches with their offsets, bodies and ids', () => {
  expect(read(five)).toEqual({
    records: [0, 1, 2, 3, 4].map((pos) => record(pos)),
    next: 5,
    bytesOfOne: five.length / 5,
  });
});

test('a batch is read from the offset that was asked for', () => {
  expect(read(five, { from: 2 })).toMatchObject({ records: [record(2), record(3), record(4)], next: 5 });
});

test('no more rows than asked for, and none after the bytes are reached', () => {
  const size = Buffer.byteLength(String(event(0).value));
  expect(read(five, { maxRows: 2 })).toMatchObject({ records: [record(0), record(1)], next: 2 });
  expect(read(five, { maxRows: 3 })).toMatchObject({ records: [{}, {}, record(2)], next: 3 });
  expect(read(five, { bytesLeft: 1 })).toMatchObject({ records: [record(0)], next: 1 });
  expect(read(five, { bytesLeft: 2 * size }).next).toBe(2);
  expect(read(five, { bytesLeft: 2 * size + 1 }).next).toBe(3);
});

test('a batch that was cut off, wherever, is left for the next fetch', () => {
  const whole = recordBatch({ first: 0, messages: [event(0), event(1), event(2)] }).length;
  for (let cut = whole; cut < five.length; cut++) expect(read(five.subarray(0, cut)).next).toBe(3);
  expect(read(five.subarray(0, 5))).toEqual({ records: [], next: 0, bytesOfOne: null });
});

test('a message that does not say which event it is, or says it twice, names none', () => {
  const messages = [
    { value: null },
    { value: '{}', headers: [['ce_id', 'none']] },
    {
      value: '{}',
      headers: [
        ['ce_id', ID],
        ['ce_id', ID],
      ],
    },
  ] as const;
  expect(read(recordBatch({ first: 7, messages })).records).toEqual([
    { part: 3, pos: 7, body: '', eventId: null },
    { part: 3, pos: 8, body: '{}', eventId: null },
    { part: 3, pos: 9, body: '{}', eventId: null },
  ]);
});

test('a transaction that was taken back is passed over, and nothing else', () => {
  const of = (first: number, producer: number) =>
    recordBatch({ first, producer, transaction: 'messages', messages: [event(first)] });
  const end = (first: number, producer: number) =>
    recordBatch({ first, producer, transaction: 'end', messages: [{ key: '', value: '' }] });
  const set = Buffer.concat([
    of(0, 1),
    of(1, 2),
    recordBatch({ first: 2, messages: [event(2)] }),
    end(3, 1),
    of(4, 1),
    end(5, 2),
    end(6, 1),
  ]);
  const takenBack = [{ producer: 1, first: 0 }];
  expect(read(set, {}, takenBack)).toMatchObject({ records: [record(1), record(2), record(4)], next: 7 });
  // Asked from within it, the broker still says so.
  expect(read(of(1, 2), { from: 1 }, [{ producer: 2, first: 0 }])).toMatchObject({ records: [], next: 2 });
});

test('what is packed with gzip is unpacked, and what is packed otherwise refused with what to set', () => {
  const messages = [event(0), event(1)];
  expect(read(recordBatch({ first: 0, messages, packing: 1 }))).toMatchObject({
    records: [record(0), record(1)],
    next: 2,
  });
  expect(() => read(recordBatch({ first: 0, messages, packing: 3 }))).toThrow('compression.type=producer');
});

test('a message that does not fill its place is refused, never guessed at', () => {
  const spoilt = (at: number, value: number) => {
    const bytes = recordBatch({ first: 0, messages: [event(0), event(1)] });
    bytes.writeInt8(value, at);
    return bytes;
  };
  const length = 61;
  expect(() => read(spoilt(length, 20))).toThrow();
  // Lengths of the message, which is of two bytes, and of its key.
  expect(() => read(spoilt(length + 7, 2))).toThrow();
  expect(() => read(spoilt(16, 1))).toThrow('format 1');
  const one = recordBatch({ first: 0, messages: [{ value: '{}', headers: [['a', 'b']] }] });
  const headers = length + 10;
  expect(one.readInt8(headers)).toBe(2);
  one.writeInt8(0, headers);
  expect(() => read(one)).toThrow('the message at 0 of partition 3 is malformed');
});
