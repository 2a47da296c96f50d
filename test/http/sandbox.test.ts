import { beforeAll, expect, test } from '@jest/globals';
import { lines, outreach } from './support/outreach.ts';
import { testCrest } from './support/test-crest.ts';

const crest = await testCrest();
const advance = (body: object) => crest.call('post', '/v1/clock/advance').send(body);

beforeAll(async () => {
  await crest.call('put', '/v1/sequences/outreach').send(outreach);
  await crest.call('post', '/v1/sequences/outreach/publish');
  await crest
    .call('post', '/v1/sequences/outreach/enrollments')
    .send({ enrollments: lines('ada', 'grace', 'edsger') });
});

test('the clock of a sandbox stands', async () => {
  const first = await crest.call('get', '/v1/clock');
  expect(first.body).toEqual({ mode: 'sandbox', now: '2026-01-05T08:00:00.000Z' });
  expect((await crest.call('get', '/v1/clock')).body).toEqual(first.body);
});

test('moving the clock sends what falls due, and says what happened', async () => {
  const { status, body } = await advance({ by: 'P1D' });
  expect(status).toBe(200);
  expect(body).toMatchObject({
    mode: 'sandbox',
    now: '2026-01-06T08:00:00.000Z',
    happened: { mailsSent: 3, tasksOpened: 3, enrolled: 0 },
  });
  expect((await crest.call('get', '/v1/clock')).body.now).toBe(body.now);
});

test('captured mail is read newest first, page by page', async () => {
  const first = await crest.call('get', '/v1/mailbox?limit=2');
  expect(first.body.total).toBe(3);
  expect(first.body.mail[0]).toEqual({
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    to: 'ada@example.com',
    subject: expect.stringMatching(/^(Hello|A question,) First ada$/),
    body: expect.stringContaining('First ada'),
    capturedAt: '2026-01-05T08:00:00.000Z',
    contact: 'ada',
    sequence: 'outreach',
    step: 'intro',
    variant: expect.stringMatching(/^[ab]$/),
    enrollmentId: expect.any(String),
    enrollmentNo: expect.any(Number),
  });
  const second = await crest.call('get', `/v1/mailbox?limit=2&cursor=${first.body.nextCursor}`);
  expect(second.body.mail.map((mail: { contact: string }) => mail.contact)).toEqual(['edsger']);
  expect(second.body.nextCursor).toBeNull();
});

test('tasks wait in a queue with their titles filled in', async () => {
  const first = await crest.call('get', '/v1/tasks?limit=2');
  expect(first.body.tasks[0]).toEqual({
    id: expect.any(String),
    state: 'open',
    sequence: 'outreach',
    step: 'call',
    channel: 'call',
    title: expect.stringMatching(/^Call First (ada|grace|edsger)$/),
    enrollmentId: expect.any(String),
    contact: {
      id: expect.any(String),
      email: expect.any(String),
      timezone: null,
      firstName: expect.any(String),
    },
    openedAt: '2026-01-06T08:00:00.000Z',
    ...{ assignee: null, dueAt: null, overdue: false, autoSkipAt: null, closedAt: null },
    ...{ outcomes: null, outcome: null, reason: null, note: null },
  });
  const second = await crest.call('get', `/v1/tasks?limit=2&cursor=${first.body.nextCursor}`);
  expect(second.body.tasks).toHaveLength(1);
  expect((await crest.call('get', '/v1/tasks?sequence=other')).body.tasks).toEqual([]);
});

test('a task is completed once, and skipped no more', async () => {
  const { body } = await crest.call('get', '/v1/tasks');
  const [task] = body.tasks;
  const done = await crest.call('post', `/v1/tasks/${task.id}/complete`);
  expect(done.status).toBe(200);
  expect(done.body).toMatchObject({ id: task.id, state: 'done', closedAt: '2026-01-06T08:00:00.000Z' });
  expect((await crest.call('post', `/v1/tasks/${task.id}/complete`)).body).toEqual(done.body);
  expect((await crest.call('post', `/v1/tasks/${task.id}/skip`)).body).toMatchObject({
    status: 409,
    code: 'task-closed',
  });
  expect((await crest.call('get', '/v1/tasks')).body.tasks).toHaveLength(2);
  expect((await crest.call('get', '/v1/tasks?state=done')).body.tasks).toEqual([done.body]);
});

test('a task is skipped', async () => {
  const { body } = await crest.call('get', '/v1/tasks');
  const skipped = await crest.call('post', `/v1/tasks/${body.tasks[0].id}/skip`);
  expect(skipped.body).toMatchObject({ state: 'skipped' });
});

test('a task that is not there, or whose id is none', async () => {
  const nobody = '0b3d6c0e-7f0f-5a4e-9d53-1f1f6a1f2b3c';
  expect((await crest.call('post', `/v1/tasks/${nobody}/complete`)).body).toMatchObject({
    status: 404,
    code: 'task-not-found',
  });
  expect((await crest.call('post', '/v1/tasks/7/skip')).body).toMatchObject({
    status: 400,
    code: 'input-invalid',
  });
});

test('a reply that is sent in ends the sequence', async () => {
  const occurredAt = '2026-01-06T07:00:00Z';
  const events = [{ eventId: 'r1', type: 'replied', contact: 'ada', occurredAt }];
  const sent = await crest.call('post', '/v1/events').send({ events });
  expect(sent.body).toEqual({ accepted: 1, duplicates: 0, rejected: [] });
  expect((await crest.call('post', '/v1/events').send({ events })).body).toEqual({
    accepted: 0,
    duplicates: 1,
    rejected: [],
  });
  const { body } = await crest.call('get', '/v1/sequences/outreach/enrollments?contact=ada');
  expect(body.enrollments).toMatchObject([
    { state: 'exited', reason: 'replied', nextStep: null, dueAt: null },
  ]);
});

test('an event is refused alone, with its reason', async () => {
  const good = { eventId: 'o1', type: 'opened', contact: 'grace', occurredAt: '2026-01-06T07:00:00Z' };
  const { status, body } = await crest.call('post', '/v1/events').send({
    events: [
      good,
      { ...good, eventId: 'o2', type: 'sent' },
      { ...good, eventId: 'o3', occurredAt: '2026-02-01T00:00:00Z' },
      { ...good, eventId: 'o4', occurredAt: 'yesterday' },
      { ...good, eventId: 'o5', contact: undefined },
      { ...good, eventId: 'o6', colour: 'red' },
      7,
    ],
  });
  expect(status).toBe(200);
  expect(body.accepted).toBe(1);
  expect(body.rejected).toMatchObject([
    { index: 1, code: 'unknown-type' },
    { index: 2, code: 'after-the-clock', detail: expect.stringContaining('sandbox clock') },
    { index: 3, code: 'invalid-time' },
    { index: 4, code: 'no-subject' },
    { index: 5, code: 'invalid-event' },
    { index: 6, code: 'invalid-event' },
  ]);
});

test('an event needs an id of its own or an Idempotency-Key', async () => {
  const events = [{ type: 'opened', contact: 'grace', occurredAt: '2026-01-06T07:30:00Z' }];
  expect((await crest.call('post', '/v1/events').send({ events })).body).toMatchObject({
    status: 400,
    code: 'event-id-missing',
  });
  const keyed = await crest.call('post', '/v1/events').set('Idempotency-Key', 'k1').send({ events });
  expect(keyed.body).toEqual({ accepted: 1, duplicates: 0, rejected: [] });
});

test('the clock goes forward only, by a readable step, to a time that is not too far', async () => {
  expect((await advance({ to: '2026-01-01T00:00:00Z' })).body).toMatchObject({
    status: 409,
    code: 'clock-goes-forward',
  });
  expect((await advance({ by: 'P3Y' })).body).toMatchObject({ status: 400, code: 'clock-too-far' });
  expect((await advance({ by: 'tomorrow' })).body).toMatchObject({
    status: 400,
    problems: [{ path: 'by', fix: 'Write it like P1D, P1M, PT36H, 2d or 36h.' }],
  });
  expect((await advance({})).body).toMatchObject({
    status: 400,
    problems: [{ fix: expect.stringContaining('"by"') }],
  });
});

test('advances that are asked for at once happen one after the other', async () => {
  const before = Date.parse((await crest.call('get', '/v1/clock')).body.now);
  const answers = await Promise.all([
    advance({ by: 'PT1H' }),
    advance({ by: 'PT1H' }),
    advance({ by: 'PT1H' }),
  ]);
  const reached = answers.map((answer) => (Date.parse(answer.body.now) - before) / 3_600_000);
  expect(reached.sort()).toEqual([1, 2, 3]);
});
