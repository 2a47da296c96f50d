import { beforeAll, expect, test } from '@jest/globals';
import { lines } from './support/outreach.ts';
import { testCrest } from './support/test-crest.ts';

const crest = await testCrest();
const post = async (path: string, body?: object) => (await crest.call('post', `/v1/${path}`).send(body)).body;
const migrate = (body: object, query = '') => post(`sequences/moving/migrate${query}`, body);
const advance = (by: string) => post('clock/advance', { by });

const mail = (key: string, due: object, changes: object = {}) => ({
  ...{ key, type: 'email', subject: `Subject ${key}`, body: 'Hi' },
  ...due,
  ...changes,
});
const call = { key: 'call', type: 'task', after: '1d', channel: 'call', title: 'Call' };
const arms = (...keys: string[]) => ({ variants: keys.map((key) => ({ key, subject: `Intro ${key}` })) });

async function publish(...steps: object[]): Promise<number> {
  await crest.call('put', '/v1/sequences/moving').send({ key: 'moving', goal: 'replied', steps });
  return (await post('sequences/moving/publish')).version;
}

async function enroll(...names: string[]): Promise<string[]> {
  const { results } = await post('sequences/moving/enrollments', { enrollments: lines(...names) });
  return results.map(({ enrollmentId }: { enrollmentId: string }) => enrollmentId);
}

const read = async (id = '') => (await crest.call('get', `/v1/enrollments/${id}`)).body;
const subjectsTo = async (name: string) =>
  (await crest.call('get', `/v1/mailbox?to=${name}@`)).body.mail
    .map(({ subject }: { subject: string }) => subject)
    .toReversed();

async function eventsOf(id = ''): Promise<{ type: string; version: number; step: string }[]> {
  return await crest.sql<{ type: string; version: number; step: string }[]>`
    select body ->> 'type' as type, (body ->> 'version')::integer as version, body ->> 'step' as step
    from event_log where body ->> 'enrollmentId' = ${id} order by part, pos`;
}

const stepReport = async (version: number) =>
  (await crest.call('get', `/v1/sequences/moving/steps?version=${version}`)).body.steps;

beforeAll(async () => {
  await publish(
    mail('intro', { day: 0 }, arms('a', 'b')),
    call,
    mail('old', { after: '2d' }),
    mail('last', { day: 9 }),
  );
});

test('what stands in the way of anybody is told at once, and nobody moves', async () => {
  const [ada] = await enroll('ada');
  await publish(
    mail('intro', { day: 0 }, arms('a', 'c')),
    mail('fresh', { after: '1d' }),
    mail('last', { day: 5 }),
  );
  const asked = { from: 1, steps: { old: 'lost', cal: null } };
  const answer = await migrate(asked);
  expect(answer).toMatchObject({
    status: 409,
    code: 'migration-refused',
    detail: expect.stringContaining('Nobody was moved from version 1 to 2'),
    problems: [
      { path: 'steps.cal', fix: expect.any(String) },
      { path: 'steps.call', reason: expect.stringContaining('no step "call"') },
      { path: 'steps.old', reason: expect.stringContaining('no step of that key') },
    ],
  });
  const dry = await migrate(asked, '?dryRun');
  expect(dry).toMatchObject({ dryRun: true, migrated: 0, left: 1, problems: answer.problems });
  expect(await read(ada)).toMatchObject({ version: 1, nextStep: 'intro' });
});

test('a version that is not there, or is the same, is refused', async () => {
  expect(await migrate({ from: 9 })).toMatchObject({
    status: 404,
    code: 'version-not-found',
    detail: expect.stringContaining('from: '),
  });
  expect(await migrate({ from: 1, to: 9 })).toMatchObject({ status: 404, code: 'version-not-found' });
  expect(await migrate({ from: 1, to: 1 })).toMatchObject({ status: 409, code: 'migration-refused' });
  expect(await migrate({ from: 0 })).toMatchObject({ status: 400, problems: [{ path: 'from' }] });
  expect(await migrate({ from: 1, steps: { intro: 7 } })).toMatchObject({ status: 400 });
  expect(await post('sequences/nobody/migrate', { from: 1 })).toMatchObject({ status: 404 });
});

test('people go on in the new version where the mapping leads, with what they did before', async () => {
  await advance('PT1H');
  const { enrollments } = (await crest.call('get', '/v1/sequences/moving/enrollments')).body;
  const ada = enrollments[0].enrollmentId;
  await publish(
    mail('intro', { day: 0 }, arms('a', 'b')),
    mail('fresh', { after: '3d' }),
    mail('last', { day: 5 }),
  );
  const [late] = await enroll('late');
  expect(await read(late)).toMatchObject({ version: 3 });
  expect(await migrate({ from: 1, to: 3, steps: { call: 'last', old: null } }, '?dryRun=true')).toMatchObject(
    {
      problems: [{ path: 'steps.call', reason: expect.stringContaining('type task') }],
    },
  );
  expect(await migrate({ from: 1, steps: { call: null, old: 'fresh' } }, '?dryRun')).toEqual({
    ...{ key: 'moving', from: 1, to: 3, dryRun: true, problems: [], migrated: 0, left: 1 },
    steps: [{ from: 'call', to: 'fresh', enrollments: 1 }],
  });
  expect(await migrate({ from: 1, steps: { call: null, old: 'fresh' } })).toEqual({
    ...{ key: 'moving', from: 1, to: 3, dryRun: false, problems: [], migrated: 1, left: 0 },
    steps: [{ from: 'call', to: 'fresh', enrollments: 1 }],
  });
  // Three days after the intro, which went out at eight.
  expect(await read(ada)).toMatchObject({ version: 3, nextStep: 'fresh', dueAt: '2026-01-08T08:00:00.000Z' });
  expect(await migrate({ from: 1, steps: { call: null, old: 'fresh' } })).toMatchObject({
    migrated: 0,
    left: 0,
  });
  await advance('P6D');
  expect(await subjectsTo('ada')).toEqual([
    expect.stringMatching(/^Intro [ab]$/),
    'Subject fresh',
    'Subject last',
  ]);
  expect(await read(ada)).toMatchObject({ state: 'finished' });
});

test('what was sent under a version stays of that version, whatever comes later', async () => {
  const now = (await crest.call('get', '/v1/clock')).body.now;
  const [ada] = (await crest.call('get', '/v1/sequences/moving/enrollments?contact=ada')).body.enrollments;
  const id = ada.enrollmentId;
  await post('events', {
    events: [{ eventId: 'o-1', type: 'opened', occurredAt: now, enrollmentId: id, step: 'intro' }],
  });
  const events = await eventsOf(id);
  expect(events.filter(({ step }) => step === 'intro').every(({ version }) => version === 1)).toBe(true);
  expect(events).toContainEqual({ type: 'opened', version: 1, step: 'intro' });
  expect(events).toContainEqual({ type: 'migrated', version: 1, step: '' });
  expect(events).toContainEqual({ type: 'sent', version: 3, step: 'fresh' });
  expect(events).toContainEqual({ type: 'completed', version: 3, step: 'last' });
  await crest.drain();
  const [first] = await stepReport(1);
  expect(first).toMatchObject({ key: 'intro', sent: 1, opened: 1, waiting: 0 });
  const [intro, fresh] = await stepReport(3);
  // Of the third version only who was enrolled in it has had the intro.
  expect(intro).toMatchObject({ key: 'intro', sent: 1, opened: 0 });
  expect(fresh).toMatchObject({ key: 'fresh', sent: 2 });
});

test('an open task is seen to its end, under the version that it was given in', async () => {
  const version = await publish(mail('intro', { day: 0 }), call, mail('after', { after: '1d' }));
  const [edsger] = await enroll('edsger');
  await advance('P1D');
  const next = await publish(
    mail('intro', { day: 0 }),
    mail('after', { after: '2d' }, { subject: 'After all' }),
  );
  expect(await migrate({ from: version, steps: { call: null } })).toMatchObject({
    migrated: 1,
    steps: [{ from: 'after', to: 'after', enrollments: 1 }],
  });
  expect(await read(edsger)).toMatchObject({ version: next, nextStep: 'after', dueAt: null });
  const { tasks } = (await crest.call('get', '/v1/tasks?sequence=moving')).body;
  const task = tasks.find(({ enrollmentId }: { enrollmentId: string }) => enrollmentId === edsger);
  expect(task).toMatchObject({ title: 'Call' });
  await post(`tasks/${task.id}/complete`);
  expect(await eventsOf(edsger)).toContainEqual({ type: 'task-completed', version, step: 'call' });
  await advance('P2D');
  expect(await subjectsTo('edsger')).toEqual(['Subject intro', 'After all']);
});

test('one that is paused moves and stays paused, and one that moves twice is told of twice', async () => {
  const one = await publish(mail('intro', { day: 1 }));
  const [alan] = await enroll('alan');
  await post(`enrollments/${alan}/pause`);
  const two = await publish(mail('intro', { day: 2 }));
  await migrate({ from: one, to: two });
  expect(await read(alan)).toMatchObject({ state: 'paused', version: two });
  await migrate({ from: two, to: one });
  expect(await read(alan)).toMatchObject({ state: 'paused', version: one });
  const moves = (await eventsOf(alan)).filter(({ type }) => type === 'migrated');
  expect(moves.map(({ version }) => version)).toEqual([one, two]);
});
