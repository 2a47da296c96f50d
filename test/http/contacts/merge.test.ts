import { expect, test } from '@jest/globals';
import { outreachCrest } from '../support/outreach-crest.ts';

const crest = await outreachCrest();
const { enroll, read, merge, save, advance } = crest;
const standings = async (id: string) =>
  (await read(id)).enrollments.map((one: { state: string; reason: string | null }) => [
    one.state,
    one.reason,
  ]);

test('two contacts become one: the history of both, and under both ids', async () => {
  await enroll('old');
  await advance('PT1H');
  await save({ id: 'new', email: 'new@example.com', company: 'Acme', firstName: 'New' });
  await save({ id: 'old', timezone: 'Europe/Berlin', plan: 'pro' });
  expect((await merge('old', 'new')).body).toEqual({ id: 'new', enrollmentsMoved: 1, enrollmentsEnded: 0 });
  await crest.drain();
  const one = await read('new');
  expect(one).toMatchObject({
    id: 'new',
    email: 'new@example.com',
    timezone: 'Europe/Berlin',
    attributes: { company: 'Acme', firstName: 'New', plan: 'pro' },
    aliases: ['old'],
  });
  expect(one.events.map((event: { type: string }) => event.type)).toContain('sent');
  expect(await read('old')).toEqual(one);
  expect((await crest.get('/v1/contacts')).contacts.map((row: { id: string }) => row.id)).toEqual(['new']);
  // What is still to come goes to the one that goes on.
  await advance('P3D');
  expect(await crest.mailsTo('new@')).toBe(1);
  expect(await crest.mailsTo('old@')).toBe(1);
});

test('merging twice changes nothing more', async () => {
  expect((await merge('old', 'new')).body).toEqual({ id: 'new', enrollmentsMoved: 0, enrollmentsEnded: 0 });
});

test('later calls and events under the old id mean the one that goes on', async () => {
  await save({ id: 'old', seats: 4 });
  expect((await read('new')).attributes).toMatchObject({ seats: 4 });
  expect(await enroll('old')).toMatchObject([{ accepted: false, code: 'already-enrolled' }]);
  const twice = await crest.call('post', '/v1/contacts').send({ contacts: [{ id: 'new' }, { id: 'old' }] });
  expect(twice.body.results).toMatchObject([
    { accepted: true },
    { code: 'named-twice', detail: expect.stringContaining('merged') },
  ]);
  const event = { eventId: 'r', type: 'replied', contact: 'old', occurredAt: '2026-01-08T09:00:00Z' };
  await crest.send('post', '/v1/events', { events: [event] });
  await crest.drain();
  const { events } = await read('new');
  expect(events[0]).toMatchObject({ type: 'replied', step: 'last', attribution: 'inferred' });
  expect((await crest.get('/v1/sequences/outreach/enrollments?contact=old')).enrollments).toHaveLength(1);
});

test('of two on their way in one sequence, who came first goes on, and nobody gets it twice', async () => {
  const [first] = await enroll('first');
  await advance('PT1H');
  await enroll('second');
  const steps = await crest.get('/v1/sequences/outreach/steps');
  expect((await merge('first', 'second')).body).toEqual({
    id: 'second',
    enrollmentsMoved: 1,
    enrollmentsEnded: 1,
  });
  const { enrollments } = await read('second');
  expect(enrollments).toMatchObject([
    { state: 'exited', reason: 'merged' },
    { state: 'active', enrollmentNo: first.enrollmentNo },
  ]);
  await advance('P4D');
  expect(await crest.mailsTo('second@')).toBe(1);
  await crest.drain();
  const { events } = await read('second');
  const exits = events.filter((event: { type: string }) => event.type === 'exited');
  expect(exits).toHaveLength(1);
  // What was counted stays counted: nobody's past moves into another number.
  const after = await crest.get('/v1/sequences/outreach/steps');
  expect(after.steps[0].reached).toBeGreaterThanOrEqual(steps.steps[0].reached);
});

test('who said no under one id has said no under the other', async () => {
  await enroll('no-sayer', 'yes-sayer');
  await advance('PT1H');
  await crest.send('post', '/v1/events', {
    events: [
      { eventId: 'no', type: 'unsubscribed', contact: 'no-sayer', occurredAt: '2026-01-05T10:00:00Z' },
    ],
  });
  await merge('no-sayer', 'yes-sayer');
  expect((await read('yes-sayer')).suppressed).toBe('unsubscribed');
  const before = await crest.mailsTo('yes-sayer@');
  await advance('P4D');
  expect(await crest.mailsTo('yes-sayer@')).toBe(before);
  // And by an event that still comes under the old id.
  await save({ id: 'a1', email: 'a1@example.com' }, { id: 'b1', email: 'b1@example.com' });
  await merge('a1', 'b1');
  const late = { eventId: 'late', type: 'unsubscribed', contact: 'a1', occurredAt: '2026-01-05T10:00:00Z' };
  await crest.send('post', '/v1/events', { events: [late] });
  expect((await read('b1')).suppressed).toBe('unsubscribed');
});

test('a merge leads on through those before it', async () => {
  await save({ id: 'x' }, { id: 'y' }, { id: 'z' });
  await merge('x', 'y');
  await merge('y', 'z');
  expect(await read('x')).toMatchObject({ id: 'z', aliases: ['x', 'y'] });
  // An old name of somebody stands for whoever goes on.
  await save({ id: 'w' });
  expect((await merge('w', 'x')).body).toMatchObject({ id: 'z' });
});

test.each([
  ['into itself', 'x', 'x', 409, /itself/],
  ['in a circle', 'z', 'y', 409, /already/],
  ['a name that is merged into somebody else', 'x', 'new', 409, /"z"/],
  ['a stranger', 'nobody', 'z', 404, /nobody/],
  ['into a stranger', 'z', 'nobody', 404, /nobody/],
])('merging %s is refused with a reason', async (_, id, into, status, reason) => {
  expect((await merge(id, into)).body).toMatchObject({
    status,
    detail: expect.stringMatching(reason),
    fix: expect.any(String),
  });
});

test('contacts of another workspace cannot be merged, nor seen', async () => {
  await crest.sql`insert into workspace (key) values ('other')`;
  await crest.sql`
    insert into contact (workspace_id, external_id, subject_key, created_at)
    select id, 'theirs', 'k', '2026-01-05' from workspace where key = 'other'`;
  expect((await merge('theirs', 'z')).status).toBe(404);
  expect((await merge('z', 'theirs')).status).toBe(404);
  expect((await read('theirs')).status).toBe(404);
});

test('merging while both are being enrolled ends with one contact that is in once', async () => {
  for (let round = 0; round < 8; round++) {
    const [a, b] = [`race-a-${round}`, `race-b-${round}`];
    await save({ id: a, email: `${a}@example.com` }, { id: b, email: `${b}@example.com` });
    const [, merged] = await Promise.all([enroll(a), merge(a, b), enroll(b), enroll(a)]);
    expect(merged.status).toBe(200);
    await advance('PT1M');
    const live = (await standings(b)).filter(([state]: [string]) => state === 'active');
    expect(live).toHaveLength(1);
  }
  expect(await crest.sql`select from contact where unsettled`).toHaveLength(0);
  expect(
    await crest.sql`
    select from enrollment e join contact c on c.id = e.contact_id where c.merged_into is not null`,
  ).toHaveLength(0);
});
