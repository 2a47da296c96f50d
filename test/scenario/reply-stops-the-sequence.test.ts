import { afterAll, expect, test } from '@jest/globals';
import { iso } from '#engine';
import { collect, decideDue, deliverDue, enroll, runOnce } from '#runtime';
import { resumeSending, setClock } from '#storage';
import { testDemo } from '../support/play-demo.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const demo = await testDemo(0);
const start = demo.sources.now();
const { engine, workspaceId } = demo;
const { sql } = engine;

afterAll(() => demo.close());

async function at(now: number) {
  await setClock(sql, now);
  return await runOnce(engine, now);
}

const stateOf = async (no: number) =>
  (
    await sql<{ state: string; reason: string | null; due_at: number | null }[]>`
    select state, reason, due_at from enrollment where no = ${no}`
  )[0];
const touchesOf = async (no: number) =>
  (await sql<{ step: string }[]>`select step from touch where enrollment_no = ${no} order by visit`).map(
    (t) => t.step,
  );

async function enrollOne(id: string, now: number) {
  const lines = [
    {
      contact: {
        id,
        email: `${id}@example.com`,
        timezone: 'Africa/Abidjan',
        firstName: 'Ada',
        company: 'Acme',
      },
    },
  ];
  const { results } = await enroll(engine, { workspaceId, sequenceKey: 'b2b-outbound', lines, now });
  const [result] = results;
  if (!result?.accepted) throw new Error(JSON.stringify(result));
  return result;
}

test('a reply stops the sequence', async () => {
  const monday = start + 9 * HOUR;
  await at(monday);
  const ada = await enrollOne('ada', monday);
  const bob = await enrollOne('bob', monday);
  const { sent } = await at(monday + DAY);
  expect(sent.map(({ sending }) => sending.step)).toEqual(['intro', 'intro']);
  const intent = sent.find(({ sending }) => sending.no === ada.enrollmentNo)?.sending.intentId;

  const replied = monday + DAY + 2 * HOUR;
  await setClock(sql, replied);
  const reply = { eventId: 'reply-1', type: 'replied', occurredAt: iso(replied), touch: intent };
  const call = { workspaceId, source: 'test', events: [reply], now: replied };
  expect(await collect(engine, call)).toEqual({ accepted: 1, duplicates: 0, rejected: [] });
  expect(await stateOf(ada.enrollmentNo)).toEqual({ state: 'exited', reason: 'replied', due_at: null });
  expect(await collect(engine, call)).toEqual({ accepted: 0, duplicates: 1, rejected: [] });

  for (let day = 2; day <= 30; day++) await at(monday + day * DAY);
  expect(await touchesOf(ada.enrollmentNo)).toEqual(['intro']);
  // Who did not reply gets every step: the task does not hold up those that have a day of their own.
  expect(await touchesOf(bob.enrollmentNo)).toEqual([
    ...['intro', 'connect', 'case-study', 'call', 'value-add', 'last-attempt', 'break-up'],
  ]);
  const exits = await sql<{ n: number }[]>`
    select count(*)::int as n from event_log where body->>'type' = 'exited' and body->>'enrollmentId' = ${ada.enrollmentId}`;
  expect(exits[0]?.n).toBe(1);
});

test('an automatic reply and a machine open stop nothing', async () => {
  const now = start + 40 * DAY + 9 * HOUR;
  await at(now);
  const eve = await enrollOne('eve', now);
  const later = now + 4 * DAY;
  await at(now + DAY);
  await at(later);
  const events = [
    {
      eventId: 'auto-1',
      type: 'auto-replied',
      occurredAt: iso(later),
      enrollmentId: eve.enrollmentId,
      step: 'intro',
    },
    {
      eventId: 'open-1',
      type: 'opened',
      machine: true,
      occurredAt: iso(later),
      enrollmentId: eve.enrollmentId,
      step: 'intro',
    },
  ];
  expect(await collect(engine, { workspaceId, source: 'test', events, now: later })).toMatchObject({
    accepted: 2,
  });
  expect(await stateOf(eve.enrollmentNo)).toMatchObject({ state: 'active' });
});

test('an unsubscribe wins against a mail that was decided but not sent', async () => {
  const now = start + 63 * DAY + 9 * HOUR;
  await at(now);
  const una = await enrollOne('una', now);
  const due = now + DAY;
  await setClock(sql, due);
  await decideDue(engine, due);
  // Whoever was to send it died.
  await resumeSending(sql, { now: due + engine.leaseMs, repeatAt: due });
  const events = [{ eventId: 'unsub-1', type: 'unsubscribed', occurredAt: iso(due), contact: 'una' }];
  await collect(engine, { workspaceId, source: 'test', events, now: due });
  const { sent } = await deliverDue(engine, due);
  expect(sent.filter(({ sending }) => sending.no === una.enrollmentNo)).toEqual([]);
  const [touch] = await sql<
    { state: string }[]
  >`select state from touch where enrollment_no = ${una.enrollmentNo}`;
  expect(touch?.state).toBe('closed');
});
