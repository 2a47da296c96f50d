import { beforeAll, expect, test } from '@jest/globals';
import { lines } from './support/outreach.ts';
import { testCrest } from './support/test-crest.ts';

const crest = await testCrest();
const advance = (by: string) => crest.call('post', '/v1/clock/advance').send({ by });

interface Task {
  readonly id: string;
  readonly assignee: string | null;
  readonly dueAt: string | null;
  readonly overdue: boolean;
  readonly contact: { readonly id: string };
}

const calls = {
  key: 'calls',
  goal: 'converted',
  stopOn: ['task-completed:not-interested'],
  steps: [
    {
      ...{ key: 'call', type: 'task', day: 0, channel: 'call', title: 'Call {{firstName}}', dueIn: '2d' },
      ...{ assignee: ['ada', 'bob'], outcomes: ['connected', 'voicemail', 'not-interested'] },
    },
    {
      // biome-ignore lint/suspicious/noThenProperty: it is the word of the file format, and holds no function.
      ...{ key: 'spoke', type: 'branch', then: 'thanks', else: 'again' },
      if: { event: 'task-completed', step: 'call', outcome: 'connected' },
    },
    { key: 'thanks', type: 'email', after: '1d', subject: 'Thank you', body: 'It was good to speak to you.' },
    { key: 'done', type: 'exit', after: '1d' },
    { key: 'again', type: 'email', after: '1d', subject: 'I tried to call', body: 'Call me back.' },
  ],
};

const tasks = async (query = ''): Promise<Task[]> =>
  (await crest.call('get', `/v1/tasks?${query}`)).body.tasks;
const taskOf = async (contact: string) => {
  const found = (await tasks('limit=100')).find((task) => task.contact.id === contact);
  if (found === undefined) throw new Error(`${contact} has no open task`);
  return found.id;
};
const post = (id: string, verb: string, body?: object) => {
  const call = crest.call('post', `/v1/tasks/${id}/${verb}`);
  return body === undefined ? call : call.send(body);
};

beforeAll(async () => {
  const saved = await crest.call('put', '/v1/sequences/calls').send(calls);
  if (saved.status !== 200) throw new Error(JSON.stringify(saved.body));
  await crest.call('post', '/v1/sequences/calls/publish');
  const enrollments = lines('c1', 'c2', 'c3', 'c4', 'c5', 'c6');
  await crest.call('post', '/v1/sequences/calls/enrollments').send({ enrollments });
  await advance('PT1M');
});

test('the tasks of a sequence are shared out by turns, and each person sees their own', async () => {
  const all = await tasks();
  expect(all.map(({ assignee }) => assignee).sort()).toEqual(['ada', 'ada', 'ada', 'bob', 'bob', 'bob']);
  const own = await tasks('assignee=ada');
  expect(own.map(({ assignee }) => assignee)).toEqual(['ada', 'ada', 'ada']);
  expect(await tasks('assignee=eve')).toEqual([]);
});

test('a task says when it is due', async () => {
  const [task] = await tasks();
  expect(task).toMatchObject({ dueAt: '2026-01-07T08:00:00.000Z', overdue: false });
  expect(await tasks('overdue=true')).toEqual([]);
});

test('whoever lists outcomes is asked for one of them', async () => {
  const id = await taskOf('c1');
  expect((await post(id, 'complete')).body).toMatchObject({
    ...{ status: 422, code: 'outcome-invalid' },
    fix: 'Give one of: connected, voicemail, not-interested.',
  });
  expect((await post(id, 'complete', { outcome: 'busy' })).body).toMatchObject({
    ...{ status: 422, code: 'outcome-invalid', detail: 'outcome: "busy" is no outcome of step "call"' },
    fix: expect.stringContaining('voicemail'),
  });
  expect((await post(id, 'complete', { outcome: 'Left Voicemail' })).body).toMatchObject({ status: 400 });
  expect(await tasks()).toHaveLength(6);
});

test('a completed task keeps outcome and note; saying it again is fine, saying otherwise is refused', async () => {
  const id = await taskOf('c1');
  const said = { outcome: 'connected', note: 'Ada is on holiday until May' };
  const done = await post(id, 'complete', said);
  expect(done.body).toMatchObject({ state: 'done', ...said });
  expect((await post(id, 'complete', said)).body).toEqual(done.body);
  expect((await post(id, 'complete')).body).toEqual(done.body);
  expect((await post(id, 'complete', { outcome: 'voicemail' })).body).toMatchObject({
    ...{ status: 409, code: 'task-closed' },
    detail: expect.stringContaining('done (connected) already'),
  });
  expect((await post(id, 'skip')).body).toMatchObject({ status: 409, code: 'task-closed' });
  expect((await crest.call('get', `/v1/tasks/${id}`)).body).toEqual(done.body);
});

test('the log carries the outcome and not the note', async () => {
  const rows = await crest.sql<{ properties: object; body: string }[]>`
    select body->'properties' as properties, body::text from event_log where body->>'type' = 'task-completed'`;
  expect(rows.map(({ properties }) => properties)).toEqual([{ outcome: 'connected' }]);
  expect(rows[0]?.body).not.toContain('holiday');
});

test('a task is skipped with a reason', async () => {
  const skipped = await post(await taskOf('c2'), 'skip', { reason: 'no-number', note: 'No phone found' });
  expect(skipped.body).toMatchObject({ state: 'skipped', reason: 'no-number', note: 'No phone found' });
});

test('an open task is handed on, and a closed one is not', async () => {
  const id = await taskOf('c3');
  expect((await post(id, 'assign', { assignee: 'eve' })).body).toMatchObject({
    assignee: 'eve',
    state: 'open',
  });
  expect((await tasks('assignee=eve')).map((task) => task.id)).toEqual([id]);
  expect((await post(id, 'assign', { assignee: null })).body).toMatchObject({ assignee: null });
  await post(id, 'complete', { outcome: 'voicemail' });
  expect((await post(id, 'assign', { assignee: 'ada' })).body).toMatchObject({
    ...{ status: 409, code: 'task-closed' },
    fix: expect.stringContaining('Only an open task'),
  });
  expect((await post(id, 'assign', {})).body).toMatchObject({ status: 400 });
});

test('an outcome can end the sequence', async () => {
  const id = await taskOf('c4');
  await post(id, 'complete', { outcome: 'not-interested' });
  const { body } = await crest.call('get', '/v1/sequences/calls/enrollments?contact=c4');
  expect(body.enrollments[0]).toMatchObject({ state: 'exited', reason: 'task-completed:not-interested' });
});

test('a task of an enrollment that has ended is closed', async () => {
  const id = await taskOf('c6');
  const events = [
    { eventId: 'bye', type: 'unsubscribed', contact: 'c6', occurredAt: '2026-01-05T08:01:00Z' },
  ];
  await crest.call('post', '/v1/events').send({ events });
  // This sequence stops on an outcome alone.
  expect((await crest.call('get', `/v1/tasks/${id}`)).body.state).toBe('open');
  const stop = { eventId: 'stop', type: 'task-completed', touch: await taskOf('c5') };
  await crest.call('post', '/v1/events').send({
    events: [{ ...stop, occurredAt: '2026-01-05T08:01:00Z', properties: { outcome: 'busy' } }],
  });
  expect((await crest.call('get', `/v1/tasks/${stop.touch}`)).body.state).toBe('open');
});

test('the step after a task starts when it is done, and goes where its outcome leads', async () => {
  await advance('P1D');
  const { body } = await crest.call('get', '/v1/mailbox?limit=100');
  const subjects = body.mail.map(({ contact, subject }: { contact: string; subject: string }) => [
    contact,
    subject,
  ]);
  expect(subjects.sort()).toEqual([
    ['c1', 'Thank you'],
    ['c2', 'I tried to call'],
    ['c3', 'I tried to call'],
  ]);
});

test('a task that is not done in time is overdue', async () => {
  await advance('P2D');
  const late = await tasks('overdue=true');
  expect(late.map((task) => task.contact.id).sort()).toEqual(['c5', 'c6']);
  expect(late.map(({ overdue }) => overdue)).toEqual([true, true]);
});
