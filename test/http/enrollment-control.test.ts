import { beforeAll, describe, expect, test } from '@jest/globals';
import { lines, outreach } from './support/outreach.ts';
import { testCrest } from './support/test-crest.ts';

const crest = await testCrest();
const [intro, call, last] = outreach.steps;
const office = { timezone: 'UTC', days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '08:00', to: '17:00' };
const waiting = { ...call, autoSkipAfter: '2d' };
const FILE = {
  ...outreach,
  key: 'steered',
  schedule: office,
  steps: [intro, waiting, { ...last, day: undefined, after: '2d' }],
};

const advance = async (by: string) => {
  const { body } = await crest.call('post', '/v1/clock/advance').send({ by });
  return body.now as string;
};
const command = async (id: string, name: string, body?: object) =>
  (await crest.call('post', `/v1/enrollments/${id}/${name}`).send(body)).body;
const sequence = async (name: string, body?: object) =>
  (await crest.call('post', `/v1/sequences/steered/${name}`).send(body)).body;
const read = async (id: string) => (await crest.call('get', `/v1/enrollments/${id}`)).body;

async function enroll(...names: string[]): Promise<string[]> {
  const { body } = await crest
    .call('post', '/v1/sequences/steered/enrollments')
    .send({ enrollments: lines(...names) });
  return body.results.map(({ enrollmentId }: { enrollmentId: string }) => enrollmentId);
}

async function subjectsTo(name: string): Promise<string[]> {
  const { body } = await crest.call('get', `/v1/mailbox?to=${name}@`);
  return body.mail.map(({ subject }: { subject: string }) => subject);
}

async function eventsOf(id: string): Promise<string[]> {
  const rows = await crest.sql<{ type: string }[]>`
    select body ->> 'type' as type from event_log where body ->> 'enrollmentId' = ${id} order by part, pos`;
  return rows.map(({ type }) => type);
}

const tasksOf = async (state: string) =>
  (await crest.call('get', `/v1/tasks?state=${state}&sequence=steered&limit=200`)).body.tasks;

beforeAll(async () => {
  await crest.call('put', '/v1/sequences/steered').send(FILE);
  await sequence('publish');
});

describe('an enrollment', () => {
  test('that is paused gets nothing until it is resumed, and then what is due when its hours open', async () => {
    const [id = ''] = await enroll('ada');
    expect(await read(id)).toMatchObject({
      enrollmentId: id,
      sequence: 'steered',
      state: 'active',
      nextStep: 'intro',
    });
    expect(await command(id, 'pause')).toMatchObject({ state: 'paused', nextStep: 'intro' });
    expect(await command(id, 'pause')).toMatchObject({ state: 'paused' });
    // To Saturday.
    await advance('P5D');
    expect(await subjectsTo('ada')).toEqual([]);
    const resumed = await command(id, 'resume');
    expect(resumed).toMatchObject({ state: 'active', dueAt: '2026-01-12T08:00:00.000Z' });
    expect(await command(id, 'resume')).toEqual(resumed);
    await advance('P2D');
    expect(await subjectsTo('ada')).toHaveLength(1);
  });

  test('that is resumed before it is due keeps its due time', async () => {
    const [id = ''] = await enroll('grace');
    await advance('PT1H');
    const before = await read(id);
    expect(before).toMatchObject({ nextStep: 'call', dueAt: '2026-01-13T08:00:00.000Z' });
    await command(id, 'pause');
    await advance('PT1H');
    expect(await command(id, 'resume')).toMatchObject({ state: 'active', dueAt: before.dueAt });
  });

  test('whose task is open keeps it while it is paused, and the task does not skip itself', async () => {
    const [id = ''] = await enroll('edsger');
    await advance('P1D');
    expect(await tasksOf('open')).toContainEqual(expect.objectContaining({ enrollmentId: id }));
    await command(id, 'pause');
    await advance('P7D');
    expect(await tasksOf('open')).toContainEqual(expect.objectContaining({ enrollmentId: id }));
    await command(id, 'resume');
    await advance('PT1H');
    expect(await tasksOf('skipped')).toContainEqual(expect.objectContaining({ enrollmentId: id }));
  });

  test('that is ended has nothing open any more, once, and says why', async () => {
    const [id = ''] = await enroll('alan');
    await advance('P1D');
    const ended = await command(id, 'exit', { reason: 'became-customer' });
    expect(ended).toMatchObject({ state: 'exited', reason: 'became-customer', dueAt: null, nextStep: null });
    expect(await command(id, 'exit')).toEqual(ended);
    expect(await tasksOf('open')).not.toContainEqual(expect.objectContaining({ enrollmentId: id }));
    const sent = await subjectsTo('alan');
    await advance('P14D');
    expect(await subjectsTo('alan')).toEqual(sent);
    expect((await eventsOf(id)).filter((type) => type === 'exited')).toHaveLength(1);
  });

  test('that is paused can be ended, and a reply ends it, too', async () => {
    const [one = '', two = ''] = await enroll('barbara', 'donald');
    await advance('PT1H');
    await command(one, 'pause');
    await command(two, 'pause');
    expect(await command(one, 'exit')).toMatchObject({ state: 'exited', reason: 'manual' });
    const now = (await crest.call('get', '/v1/clock')).body.now;
    await crest.call('post', '/v1/events').send({
      events: [{ eventId: 'r-1', type: 'replied', occurredAt: now, enrollmentId: two, step: 'intro' }],
    });
    expect(await read(two)).toMatchObject({ state: 'exited', reason: 'replied' });
  });

  test('that is over, or is not there, or is told nonsense, answers why', async () => {
    const [id = ''] = await enroll('kurt');
    await advance('P60D');
    expect(await read(id)).toMatchObject({ state: 'finished' });
    for (const name of ['pause', 'resume', 'exit']) {
      expect(await command(id, name)).toMatchObject({
        status: 409,
        code: 'enrollment-over',
        detail: expect.stringContaining('is finished since'),
        fix: expect.stringContaining('reentry'),
      });
      expect(await command('7d0f7b3e-3f6e-5d3a-9d6b-0d7b3e3f6e5d', name)).toMatchObject({
        status: 404,
        code: 'enrollment-not-found',
      });
      expect(await command('nonsense', name)).toMatchObject({ status: 400 });
    }
    const [alive = ''] = await enroll('stephen');
    expect(await command(alive, 'exit', { reason: 'He said so' })).toMatchObject({
      status: 400,
      problems: [{ path: 'reason' }],
    });
    expect(await command(alive, 'exit', { reason: 'was-wrong' })).toMatchObject({ state: 'exited' });
    expect(await command(alive, 'pause')).toMatchObject({
      status: 409,
      detail: expect.stringContaining('is exited (was-wrong) since'),
    });
  });
});

describe('a sequence', () => {
  test('that is paused sends nothing and skips no task; events still count; resumed it goes on in open hours', async () => {
    const [one = '', two = ''] = await enroll('paul', 'john');
    // Until both tasks are open.
    const now = await advance('P2D');
    expect(await tasksOf('open')).toHaveLength(2);
    await sequence('pause');
    await advance('P9D');
    expect(await tasksOf('open')).toHaveLength(2);
    await crest.call('post', '/v1/events').send({
      events: [{ eventId: 'r-2', type: 'replied', occurredAt: now, enrollmentId: two, step: 'intro' }],
    });
    expect(await read(two)).toMatchObject({ state: 'exited', reason: 'replied' });
    await sequence('resume');
    await advance('P5D');
    expect(await tasksOf('open')).toEqual([]);
    expect(await read(one)).toMatchObject({ state: 'finished' });
    const sent = await crest.sql<{ at: string }[]>`
      select to_char(captured_at at time zone 'UTC', 'D HH24') as at from mail where recipient = 'paul@example.com'`;
    // 1 is Sunday.
    for (const { at } of sent) expect(at).toMatch(/^[2-6] (0[89]|1[0-6])$/);
    expect(sent).toHaveLength(2);
  });

  test('is not archived before it is said what becomes of who is under way', async () => {
    const ids = await enroll('niklaus', 'tony');
    expect(await sequence('archive')).toMatchObject({
      status: 409,
      code: 'sequence-in-use',
      detail: 'enrollments: 2 contacts are under way in "steered".',
      fix: expect.stringContaining('"finish"'),
    });
    expect((await crest.call('get', '/v1/sequences/steered')).body).toMatchObject({ state: 'published' });
    expect(await sequence('archive', { enrollments: 'forget' })).toMatchObject({ status: 400 });
    expect(await sequence('archive', { enrollments: 'finish' })).toEqual({
      key: 'steered',
      state: 'archived',
      underWay: 2,
      exited: 0,
    });
    const late = await crest
      .call('post', '/v1/sequences/steered/enrollments')
      .send({ enrollments: lines('late') });
    expect(late.body).toMatchObject({ status: 409, code: 'sequence-not-published' });
    await advance('P14D');
    for (const id of ids) expect(await read(id)).toMatchObject({ state: 'finished' });
  });

  test('that is archived can end who is under way, and be taken into use again', async () => {
    await sequence('resume');
    const ids = await enroll('leslie', 'robin');
    await advance('P1D');
    expect(await sequence('archive', { enrollments: 'exit' })).toEqual({
      key: 'steered',
      state: 'archived',
      underWay: 0,
      exited: 2,
    });
    for (const id of ids) {
      expect(await read(id)).toMatchObject({ state: 'exited', reason: 'archived' });
      expect(await eventsOf(id)).toContain('exited');
    }
    expect(await tasksOf('open')).toEqual([]);
    expect(await sequence('archive')).toMatchObject({ state: 'archived', underWay: 0 });
    expect(await sequence('resume')).toEqual({ key: 'steered', state: 'published' });
  });
});
