import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { iso } from '#engine';
import { forgetInLog } from '#storage';
import { testDatabase } from '../support/test-database.ts';

const { sql } = await testDatabase();

const AT = Date.parse('2026-01-05T08:00:00Z');
const who = { no: 1, workspaceId: 1, workspace: 'default' };
const ada = { ...who, subjectKey: 'a'.repeat(32), erasedAt: AT, enrollments: [9] };
const event = (subjectKey: string, enrollmentNo: number, more: object = {}) => ({
  ...{ schema: 1, eventId: randomUUID(), type: 'opened', enrollmentNo, subjectKey },
  properties: { reason: 'private' },
  ...more,
});

/** A row of the log at its end; answers its offset. */
async function write(shared: object | null, ...events: object[]): Promise<number> {
  const own = events.map((each) => JSON.stringify(each)).join('\n');
  const [head] = await sql<{ base: number }[]>`
    update log_head set next = next + ${events.length} where part = 1 returning next - ${events.length} as base`;
  const pos = head?.base ?? 0;
  await sql`
    insert into log_row (part, pos, count, shared, own)
    values (1, ${pos}, ${events.length}, ${shared && JSON.stringify(shared)}, ${own})`;
  return pos;
}

const linesAt = async (pos: number) =>
  (
    await sql<{ shared: string | null; own: string }[]>`
      select shared, own from log_row where part = 1 and pos = ${pos}`
  ).flatMap(({ shared, own }) => [shared, ...own.split('\n')]);

test('who is erased goes from a row of several people, and the events of the others stay as they are', async () => {
  const [bob, hers, later] = [
    event('b'.repeat(32), 17),
    event(ada.subjectKey, 9, { type: 'bounced', properties: { kind: 'soft', reason: 'private' } }),
    event(ada.subjectKey, 25),
  ];
  const pos = await write({ receivedAt: iso(AT), workspace: 'default', source: 'api' }, bob, hers, later);
  const alone = await write(null, event(ada.subjectKey, 0, { receivedAt: iso(AT) }));
  const after = await write(null, event(ada.subjectKey, 0, { receivedAt: iso(AT + 1) }));
  const [shared] = await linesAt(pos);
  const before = await linesAt(after);
  expect(await forgetInLog(sql, [ada])).toBe(2);
  expect(await linesAt(pos)).toEqual([
    shared,
    JSON.stringify(bob),
    JSON.stringify({ ...hers, subjectKey: 'erased', properties: { kind: 'soft' } }),
    // Of another contact that came to be called so later: not one of hers.
    JSON.stringify(later),
  ]);
  expect((await linesAt(alone))[1]).toContain('"subjectKey":"erased","properties":{}');
  expect(await linesAt(after)).toEqual(before);
  expect(await forgetInLog(sql, [ada])).toBe(0);
});

test('a row whose events share a person loses it where it stands', async () => {
  const common = { subjectKey: ada.subjectKey, enrollmentNo: 9, receivedAt: iso(AT) };
  const own = { schema: 1, eventId: randomUUID(), type: 'reached', properties: {} };
  const pos = await write(common, own, { ...own, type: 'sent' });
  expect(await forgetInLog(sql, [ada])).toBe(1);
  expect((await linesAt(pos))[0]).toBe(JSON.stringify({ ...common, subjectKey: 'erased' }));
});

test('a log that is longer than one statement looks through is looked through to its end', async () => {
  const places: number[] = [];
  for (const next of [60_000, 120_000, 180_000]) {
    await sql`update log_head set next = ${next} where part = 1`;
    places.push(await write(null, event(ada.subjectKey, 9)));
  }
  expect(places).toEqual([60_000, 120_000, 180_000]);
  expect(await forgetInLog(sql, [ada])).toBe(3);
});
