import { expect, test } from '@jest/globals';
import { runOnce } from '#runtime';
import { changeState } from '#storage';
import { DAY, email, HOUR, MONDAY, testEngine } from '../../support/test-engine.ts';

const { sql, engine, workspaceId, playTo, publishFile, enrollOne, tell, mailsTo } = await testEngine();

const two = [email('first', { day: 0 }), email('second', { day: 3 })];
for (const [key, conflict] of Object.entries({
  first: { policy: 'wait' },
  next: { policy: 'wait' },
  urgent: { policy: 'priority', priority: 5 },
  alone: { group: 'other', policy: 'wait' },
}))
  await publishFile({ key, conflict, reentry: 'always', steps: two });
await publishFile({ key: 'beside', steps: two });

const standing = async (no: number) =>
  (
    await sql<{ state: string; turn: string | null }[]>`select state, turn from enrollment where no = ${no}`
  )[0];
const days = (mails: readonly { sequence: string; step: string; at: number }[], start: number) =>
  mails.map(({ sequence, step, at }) => `${sequence}/${step} ${(at - start) / DAY}`);

test('a sequence that waits begins when the other is over, and its days count from then', async () => {
  const now = MONDAY + 9 * HOUR;
  await enrollOne('first', { id: 'ada' }, now);
  await playTo(now);
  const next = await enrollOne('next', { id: 'ada' }, now + DAY);
  await enrollOne('beside', { id: 'ada' }, now + DAY);
  await enrollOne('alone', { id: 'ada' }, now + DAY);
  await playTo(now + 2 * DAY);
  expect(await standing(next.no)).toEqual({ state: 'active', turn: 'waits' });
  await playTo(now + 20 * DAY);
  expect(days(await mailsTo('ada'), now)).toEqual([
    'first/first 0',
    'beside/first 1',
    'alone/first 1',
    'first/second 3',
    'next/first 3',
    'beside/second 4',
    'alone/second 4',
    'next/second 6',
  ]);
  expect(await standing(next.no)).toEqual({ state: 'finished', turn: null });
});

test('a reply that ends the other one gives the turn on at once', async () => {
  const now = MONDAY + 30 * DAY;
  const first = await enrollOne('first', { id: 'bob' }, now);
  await enrollOne('next', { id: 'bob' }, now);
  await playTo(now + HOUR);
  await tell({ type: 'replied', enrollmentId: first.id }, now + 2 * HOUR);
  await playTo(now + 2 * HOUR);
  expect(days(await mailsTo('bob'), now)).toEqual(['first/first 0', `next/first ${2 / 24}`]);
});

test('a higher priority takes over at once; the other one is held, and goes on where it stood as if no time had passed', async () => {
  const now = MONDAY + 60 * DAY;
  const held = await enrollOne('first', { id: 'eve' }, now);
  await playTo(now);
  const urgent = await enrollOne('urgent', { id: 'eve' }, now + DAY);
  await playTo(now + DAY);
  expect(await standing(held.no)).toEqual({ state: 'active', turn: 'waits' });
  expect(await standing(urgent.no)).toEqual({ state: 'active', turn: null });
  await playTo(now + 30 * DAY);
  expect(days(await mailsTo('eve'), now)).toEqual([
    'first/first 0',
    'urgent/first 1',
    'urgent/second 4',
    'first/second 6',
  ]);
});

test('equal or lower priority takes nothing over, and the higher goes first when the turn is free', async () => {
  await publishFile({ key: 'as-urgent', conflict: { policy: 'priority', priority: 5 }, steps: two });
  await publishFile({ key: 'later', conflict: { policy: 'wait', priority: 1 }, steps: two });
  const now = MONDAY + 100 * DAY;
  for (const key of ['urgent', 'next', 'later', 'as-urgent']) await enrollOne(key, { id: 'kim' }, now);
  await playTo(now + 30 * DAY);
  expect(days(await mailsTo('kim'), now)).toEqual([
    'urgent/first 0',
    'urgent/second 3',
    'as-urgent/first 3',
    // At the same instant, in the order they were enrolled in.
    'later/first 6',
    'as-urgent/second 6',
    'next/first 9',
    'later/second 9',
    'next/second 12',
  ]);
});

test('a task that is done while its sequence is held moves nothing on before its turn', async () => {
  const task = { key: 'call', type: 'task', day: 0, channel: 'call', title: 'Call' };
  await publishFile({
    key: 'calls',
    conflict: { policy: 'wait' },
    steps: [task, email('after', { after: '1d' })],
  });
  const now = MONDAY + 150 * DAY;
  const held = await enrollOne('calls', { id: 'lee' }, now);
  await playTo(now);
  await enrollOne('urgent', { id: 'lee' }, now + HOUR);
  await playTo(now + HOUR);
  await tell({ type: 'task-completed', enrollmentId: held.id, step: 'call' }, now + 2 * HOUR);
  await playTo(now + 3 * DAY);
  expect(days(await mailsTo('lee'), now)).toEqual([`urgent/first ${1 / 24}`]);
  await playTo(now + 20 * DAY);
  expect((await mailsTo('lee')).map(({ sequence }) => sequence)).toEqual(['urgent', 'urgent', 'calls']);
});

test('a mail that was decided and not sent does not go out while its sequence is held', async () => {
  const now = MONDAY + 200 * DAY;
  const held = await enrollOne('first', { id: 'joe' }, now);
  await playTo(now);
  await sql`update touch set state = 'new', sent_at = null where enrollment_no = ${held.no}`;
  await enrollOne('urgent', { id: 'joe' }, now);
  await sql`update enrollment set turn = 'waits', waits_since = enrolled_at where no = ${held.no}`;
  await playTo(now + HOUR);
  expect((await mailsTo('joe')).map(({ sequence }) => sequence)).toEqual(['urgent']);
});

test('one that is paused gives its turn away, by itself and with its sequence, and asks for it again when it goes on', async () => {
  const now = MONDAY + 250 * DAY;
  const first = await enrollOne('first', { id: 'max' }, now);
  const next = await enrollOne('next', { id: 'max' }, now);
  await playTo(now + HOUR);
  await sql`update enrollment set state = 'paused' where no = ${first.no}`;
  await playTo(now + 2 * HOUR);
  expect([await standing(first.no), await standing(next.no)]).toEqual([
    { state: 'paused', turn: 'waits' },
    { state: 'active', turn: null },
  ]);
  await sql`update enrollment set state = 'active' where no = ${first.no}`;
  await playTo(now + 3 * HOUR);
  expect(await standing(first.no)).toEqual({ state: 'active', turn: 'waits' });
  await changeState(sql, workspaceId, 'next', { from: ['published'], to: 'paused' });
  await playTo(now + 4 * HOUR);
  expect([await standing(first.no), await standing(next.no)]).toEqual([
    { state: 'active', turn: null },
    { state: 'active', turn: 'waits' },
  ]);
  await changeState(sql, workspaceId, 'next', { from: ['paused'], to: 'published' });
  await playTo(now + 20 * DAY);
  expect([await standing(first.no), await standing(next.no)]).toEqual([
    { state: 'finished', turn: null },
    { state: 'finished', turn: null },
  ]);
});

test('a contact who arrives in two sequences at the same moment has one of them running', async () => {
  const now = MONDAY + 300 * DAY;
  const people = Array.from({ length: 20 }, (_, i) => `pair-${i}`);
  await Promise.all(
    people.flatMap((id) => [
      enrollOne('first', { id }, now),
      enrollOne('next', { id }, now),
      enrollOne('urgent', { id }, now),
    ]),
  );
  await Promise.all([runOnce(engine, now), runOnce(engine, now), runOnce(engine, now)]);
  await playTo(now);
  const running = await sql<{ contact: number; n: number }[]>`
    select contact_id as contact, count(*) filter (where turn is null) as n from enrollment
    where enrolled_at = ${new Date(now)} group by 1`;
  expect(running).toHaveLength(20);
  for (const { n } of running) expect(n).toBe(1);
  for (const id of people) expect((await mailsTo(id)).map(({ sequence }) => sequence)).toEqual(['urgent']);
});
