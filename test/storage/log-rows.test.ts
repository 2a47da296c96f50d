import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { type OuterLog, openPostgresEventLog, Relay } from '#storage';
import { testDatabase } from '../support/test-database.ts';

const { sql } = await testDatabase();

/** One row with as many events, as the engine writes it; answers the events whole. */
async function writeRow(
  part: number,
  count: number,
): Promise<{ pos: number; body: string; eventId: string }[]> {
  const shared = JSON.stringify({ step: 'intro', text: 'Zoë "\\\n💌' });
  const own = Array.from({ length: count }, (_, n) => ({ schema: 1, eventId: randomUUID(), n }));
  const lines = own.map((line) => JSON.stringify(line));
  const [head] = await sql<{ base: number }[]>`
    update log_head set next = next + ${count} where part = ${part} returning next - ${count} as base`;
  const base = head?.base ?? 0;
  await sql`
    insert into log_row (part, pos, count, shared, own) values (${part}, ${base}, ${count}, ${shared}, ${lines.join('\n')})`;
  return own.map((line, n) => ({
    pos: base + n,
    eventId: line.eventId,
    body: `${JSON.stringify(line).slice(0, -1)},${shared.slice(1)}`,
  }));
}

test('a row of several events is read event by event, from any position in it, with any limit', async () => {
  const log = await openPostgresEventLog(sql, 'rows');
  const events = [...(await writeRow(0, 3)), ...(await writeRow(0, 1)), ...(await writeRow(0, 5))];
  const expected = events.map((event) => ({ part: 0, ...event }));
  expect(expected.map(({ body }) => JSON.parse(body).eventId)).toEqual(events.map(({ eventId }) => eventId));
  for (let from = 0; from <= 9; from++)
    for (const rows of [1, 2, 4, 100])
      expect(await log.read(0, from, rows)).toEqual(expected.slice(from, from + rows));
  const bytes = Buffer.byteLength(events[5]?.body ?? '');
  expect((await log.read(0, 5, 100, 2 * bytes)).map(({ pos }) => pos)).toEqual([5, 6]);
  expect((await log.read(0, 2, 100, 1)).map(({ pos }) => pos)).toEqual([2]);
});

test('the view event_log shows each event at its position', async () => {
  const events = await writeRow(1, 4);
  const rows = await sql<{ pos: number; event_id: string; body: object }[]>`
    select pos, event_id, body from event_log where part = 1 order by pos`;
  expect([...rows]).toEqual(
    events.map(({ pos, eventId, body }) => ({ pos, event_id: eventId, body: JSON.parse(body) })),
  );
});

test('the relay carries a row event by event, and goes on in the middle of one', async () => {
  const events = await writeRow(2, 7);
  const carried: number[] = [];
  const outer: OuterLog = {
    ...{ id: 'outer', partitions: 8 },
    write: async (records) => {
      for (const { part, pos, eventId } of records) {
        if (part !== 2) continue;
        expect(eventId).toBe(events[pos]?.eventId);
        carried.push(pos);
      }
    },
    close: async () => {},
  };
  const relay = new Relay(sql, outer, { maxRows: 3, maxBytes: 1e6 });
  for (let round = 0; round < 4; round++) await relay.runOnce();
  expect(carried).toEqual([0, 1, 2, 3, 4, 5, 6]);
});
