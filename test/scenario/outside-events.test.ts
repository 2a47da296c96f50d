import { expect, test } from '@jest/globals';
import { iso } from '#engine';
import { collect, decideDue, deliverDue, enroll, runOnce } from '#runtime';
import { resumeSending, setClock } from '#storage';
import { testExamples } from '../support/test-examples.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const { engine, sql, workspaceId, now: start, enrollPeople } = await testExamples({ hours: 9 });

const person = (id: string) => ({
  contact: { id, email: `${id}@example.com`, timezone: 'UTC', firstName: 'Ada', company: 'Acme' },
});

async function enrollOne(sequenceKey: string, id: string, at: number) {
  const [enrolled] = await enrollPeople(sequenceKey, [id], { at });
  if (!enrolled) throw new Error('nobody was enrolled');
  return enrolled;
}

const send = (events: readonly unknown[], now: number) =>
  collect(engine, { workspaceId, source: 'test', events, now });

const statesOf = async (no: number) =>
  (await sql<{ state: string }[]>`select state from touch where enrollment_no = ${no} order by visit`).map(
    ({ state }) => state,
  );

test('what Postgres cannot store is refused alone, and the others go in', async () => {
  const event = { type: 'converted', occurredAt: iso(start), contact: 'ada' };
  const bad = [
    { ...event, eventId: 'nul', name: 'a\0b' },
    { ...event, eventId: 'half', properties: { reason: 'half a pair: \ud83d' } },
    { ...event, eventId: 'nested', properties: { kind: { '\0': 1 } } },
    { ...event, eventId: 'contact', contact: '\udc00' },
  ];
  const { accepted, rejected } = await send([...bad, { ...event, eventId: 'good' }], start);
  expect(accepted).toBe(1);
  expect(rejected.map(({ index, code }) => [index, code])).toEqual(bad.map((_, i) => [i, 'invalid-event']));
});

test('a contact that Postgres cannot store is refused alone', async () => {
  const lines = [
    { contact: { id: 'x\0' } },
    { contact: { id: 'half', company: '\ud83d' } },
    { contact: { id: 'deep', plan: [{ '\0': 1 }] } },
    person('whole'),
  ];
  const { results } = await enroll(engine, { workspaceId, sequenceKey: 'trial-nurture', lines, now: start });
  expect(results.map(({ accepted }) => accepted)).toEqual([false, false, false, true]);
});

test('who unsubscribes before being enrolled gets no mail', async () => {
  const gone = { type: 'unsubscribed', occurredAt: iso(start), contact: 'early' };
  expect(await send([{ ...gone, eventId: 'early' }], start)).toMatchObject({ accepted: 1 });
  const { enrollmentNo } = await enrollOne('trial-nurture', 'early', start);
  await runOnce(engine, start);
  expect(await statesOf(enrollmentNo)).toEqual(['suppressed']);
});

test('who unsubscribes from a sequence they are not in gets no mail of the others', async () => {
  const { enrollmentNo } = await enrollOne('trial-nurture', 'elsewhere', start);
  const gone = {
    type: 'unsubscribed',
    occurredAt: iso(start),
    contact: 'elsewhere',
    sequence: 'post-purchase',
  };
  await send([{ ...gone, eventId: 'elsewhere' }], start);
  await runOnce(engine, start);
  expect(await statesOf(enrollmentNo)).toEqual(['suppressed']);
});

test('a reply that arrives when the last mail is decided and not sent keeps it back', async () => {
  const { enrollmentNo, enrollmentId } = await enrollOne('b2b-outbound', 'late', start);
  let now = start;
  for (let day = 1; day <= 20; day++) {
    now = start + day * DAY;
    await runOnce(engine, now);
  }
  now = start + 21 * DAY;
  await setClock(sql, now);
  await decideDue(engine, now);
  // Whoever was to send it died.
  await resumeSending(sql, { now: now + engine.leaseMs, repeatAt: now });
  const [before] = await sql<{ state: string }[]>`select state from enrollment where no = ${enrollmentNo}`;
  expect(before?.state).toBe('finished');
  await send([{ eventId: 'late', type: 'replied', occurredAt: iso(now), enrollmentId }], now);
  await deliverDue(engine, now);
  expect((await statesOf(enrollmentNo)).at(-1)).toBe('closed');
});
