import { afterAll, expect, test } from '@jest/globals';
import { iso } from '#engine';
import { collect, type Engine, enroll, migrateEnrollments, runOnce, Versions } from '#runtime';
import { findSequence, saveDraft } from '#storage';
import { publish } from '../../apps/api/sequences/publish.ts';
import { testDemo } from '../support/play-demo.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const demo = await testDemo(0);
const { engine, workspaceId } = demo;
const { sql } = engine;
const start = demo.sources.now() + 9 * HOUR;
const contacts = Array.from({ length: 200 }, (_, i) => `contact-${i}`);

afterAll(() => demo.close());

function worker(): Engine {
  return { ...engine, versions: new Versions(sql), batch: 30 };
}

const mail = (key: string, day: number) => ({ key, type: 'email', day, subject: key, body: 'Hi' });

async function publishSteps(steps: readonly object[]): Promise<number> {
  const content = { key: 'moving', name: 'Moving', goal: 'replied', steps };
  await saveDraft(sql, { now: start }, { workspaceId, key: 'moving', name: 'Moving', content });
  return (await publish(sql, { workspaceId, key: 'moving', now: start })).version;
}

async function engineWork(of: Engine): Promise<void> {
  for (let day = 0; day <= 12; day++) await runOnce(of, start + day * DAY);
}

async function eventWork(of: Engine): Promise<void> {
  for (let day = 1; day <= 12; day++) {
    const at = start + day * DAY;
    const events = contacts.flatMap((contact, i) => [
      { eventId: `${contact}/${day}/open`, type: 'opened', occurredAt: iso(at), contact },
      ...((i + day) % 37 === 0
        ? [{ eventId: `${contact}/reply`, type: 'replied', occurredAt: iso(at), contact }]
        : []),
    ]);
    await collect(of, { workspaceId, source: 'test', events, now: at });
  }
}

test('people who are moved while two engines and events are at work get every step once, and none is lost', async () => {
  const steps = [mail('one', 0), mail('two', 2), mail('three', 4), mail('four', 6), mail('five', 8)];
  const from = await publishSteps(steps);
  const lines = contacts.map((id) => ({ contact: { id, email: `${id}@example.com`, timezone: 'UTC' } }));
  await enroll(engine, { workspaceId, sequenceKey: 'moving', lines, now: start });
  const to = await publishSteps([...steps, mail('six', 10)]);
  const sequence = await findSequence(sql, workspaceId, 'moving');
  if (!sequence) throw new Error('the sequence is there');
  const asked = { sequenceId: sequence.id, from, to, steps: {} };
  await runOnce(engine, start);
  const [, , , moved] = await Promise.all([
    engineWork(worker()),
    engineWork(worker()),
    eventWork(worker()),
    migrateEnrollments(worker(), asked, start + DAY),
  ]);
  // What raced with the last try is moved by the next call.
  const rest = await migrateEnrollments(worker(), asked, start + DAY);
  expect(moved.problems).toEqual([]);
  expect(moved.migrated).toBeGreaterThan(0);
  expect(rest.left).toBe(0);
  await runOnce(engine, start + 20 * DAY);

  const enrollments = await sql<{ no: number; state: string; version: number }[]>`
    select no, state, version from enrollment where sequence_id = ${sequence.id}`;
  expect(new Set(enrollments.map(({ state }) => state))).toEqual(new Set(['finished', 'exited']));
  const moves = await sql<{ no: number }[]>`
    select (body ->> 'enrollmentNo')::bigint as no from event_log where body ->> 'type' = 'migrated'`;
  expect(moves).toHaveLength(moved.migrated + rest.migrated);
  const gone = enrollments.filter(({ version }) => version === to).map(({ no }) => no);
  expect(moves.map(({ no }) => no).toSorted((a, b) => a - b)).toEqual(gone.toSorted((a, b) => a - b));

  const touches = await sql<
    { no: number; visit: number; step: string; version: number | null; own: number }[]
  >`
    select t.enrollment_no as no, t.visit, t.step, t.version, e.version as own from touch t
    join enrollment e on e.no = t.enrollment_no where e.sequence_id = ${sequence.id} order by 1, 2`;
  for (const { no, state, version } of enrollments) {
    const own = touches.filter((touch) => touch.no === no);
    expect(own.map(({ visit }) => visit)).toEqual(own.map((_, index) => index + 1));
    const keys = ['one', 'two', 'three', 'four', 'five', ...(version === to ? ['six'] : [])];
    expect(own.map(({ step }) => step)).toEqual(keys.slice(0, own.length));
    if (state === 'finished') expect(own).toHaveLength(keys.length);
  }
  // All events of a touch say the version that it was made under.
  const logged = await sql<{ no: number; visit: number; version: number }[]>`
    select distinct (body ->> 'enrollmentNo')::bigint as no, (body ->> 'visit')::integer as visit,
      (body ->> 'version')::integer as version
    from event_log where body ->> 'intentId' is not null and body ->> 'sequence' = 'moving'`;
  const made = new Map(touches.map(({ no, visit, version, own }) => [`${no}/${visit}`, version ?? own]));
  for (const { no, visit, version } of logged) {
    expect([no, visit, version]).toEqual([no, visit, made.get(`${no}/${visit}`)]);
  }
  const [twice] = await sql<{ n: number }[]>`select count(*) - count(distinct event_id) as n from event_log`;
  expect(twice?.n).toBe(0);
});
