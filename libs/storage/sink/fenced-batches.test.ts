import { beforeEach, expect, test } from '@jest/globals';
import { uuidOf } from '../../../test/support/random-events.ts';
import { testDatabase } from '../../../test/support/test-database.ts';
import { beginBatch } from './begin-batch.ts';
import { claimCursors } from './claim-cursors.ts';
import { finishBatch } from './finish-batch.ts';

const { sql } = await testDatabase();
const id = { sink: 'clickhouse', logId: 'test' };
const now = new Date(0);

const range = (part: number, epoch: number) => ({ part, epoch, from: 0, to: 5 });
const finish = (ranges: readonly ReturnType<typeof range>[]) =>
  finishBatch(sql, id, {
    ranges,
    deadLetters: [{ part: 0, pos: 3, eventId: uuidOf('bad'), reason: 'bad', body: '{}' }],
    gaps: [{ part: 1, from: 1, to: 2 }],
    now,
  });
const standing = async () => ({
  cursors: await sql`select part::int, committed, intent_to, intent_token from sink_cursor order by part`,
  letters: await sql`select reason from dead_letter`,
  gaps: await sql`select part::int, from_pos, to_pos from sink_gap`,
});

/** A sink that holds two partitions, of which another one takes the second. */
let zombie: ReturnType<typeof range>[];

beforeEach(async () => {
  await sql`truncate sink_cursor, dead_letter, sink_gap`;
  const claimed = await claimCursors(sql, id, [0, 1]);
  zombie = claimed.map(({ part, epoch }) => range(part, epoch));
  await claimCursors(sql, id, [1]);
});

test('who has lost one of its partitions begins no batch with any of them', async () => {
  const before = await standing();
  expect(await beginBatch(sql, id, 'token', zombie)).toBe(false);
  expect(await standing()).toEqual(before);
});

test('nor does it end one: no cursor moves, and no dead letter and no gap of it is written', async () => {
  const before = await standing();
  expect(await finish(zombie)).toBe(false);
  expect(await standing()).toEqual(before);
});

test('who holds them all moves all, and writes down what could not be stored and what was lost', async () => {
  const heir = (await claimCursors(sql, id, [0, 1])).map(({ part, epoch }) => range(part, epoch));
  expect(await beginBatch(sql, id, 'token', heir)).toBe(true);
  expect((await standing()).cursors).toEqual([
    { part: 0, committed: 0, intent_to: 5, intent_token: 'token' },
    { part: 1, committed: 0, intent_to: 5, intent_token: 'token' },
  ]);
  expect(await finish(heir)).toBe(true);
  expect(await standing()).toEqual({
    cursors: [0, 1].map((part) => ({ part, committed: 5, intent_to: null, intent_token: null })),
    letters: [{ reason: 'bad' }],
    gaps: [{ part: 1, from_pos: 1, to_pos: 2 }],
  });
});
