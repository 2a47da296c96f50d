import { expect, test } from '@jest/globals';
import { DAY, email, HOUR, MONDAY, testEngine } from '../../support/test-engine.ts';

const { sql, playTo, publishFile, enrollOne, tell, mailsTo } = await testEngine();
const steps = [email('first', { day: 0 }), { ...email('second', { day: 3 }), goal: 'converted:demo' }];
await publishFile({ key: 'one', steps });
await publishFile({ key: 'two', steps });
await publishFile({ key: 'named', stopOn: ['converted:order'], steps });
await publishFile({ key: 'again', reentry: 'after-exit', steps });

const standing = async (no: number) =>
  (
    await sql<
      { state: string; reason: string | null }[]
    >`select state, reason from enrollment where no = ${no}`
  )[0];
const active = { state: 'active', reason: null };

async function start(id: string, now: number) {
  const [one, two] = [await enrollOne('one', { id }, now), await enrollOne('two', { id }, now)];
  await playTo(now + HOUR);
  return { one, two };
}

test('a reply ends the sequence it answers and no other', async () => {
  const now = MONDAY;
  const { one, two } = await start('ada', now);
  await tell({ type: 'replied', enrollmentId: one.id, step: 'first' }, now + 2 * HOUR);
  expect([await standing(one.no), await standing(two.no)]).toEqual([
    { state: 'exited', reason: 'replied' },
    active,
  ]);
});

test('who unsubscribes is written to by no sequence any more', async () => {
  const now = MONDAY + 10 * DAY;
  const { one, two } = await start('bob', now);
  await tell({ type: 'unsubscribed', enrollmentId: one.id, step: 'first' }, now + 2 * HOUR);
  expect(await standing(one.no)).toEqual({ state: 'exited', reason: 'unsubscribed' });
  await playTo(now + 9 * DAY);
  expect(await standing(two.no)).toEqual({ state: 'exited', reason: 'suppressed' });
  expect(await mailsTo('bob')).toHaveLength(2);
});

test('a hard bounce ends and suppresses, a soft one does neither', async () => {
  const now = MONDAY + 20 * DAY;
  const { one, two } = await start('eve', now);
  await tell(
    { type: 'bounced', enrollmentId: one.id, step: 'first', properties: { kind: 'soft' } },
    now + 2 * HOUR,
  );
  expect(await standing(one.no)).toEqual(active);
  await tell(
    { type: 'bounced', enrollmentId: one.id, step: 'first', properties: { kind: 'hard' } },
    now + 3 * HOUR,
  );
  expect(await standing(one.no)).toEqual({ state: 'exited', reason: 'bounced' });
  await playTo(now + 9 * DAY);
  expect(await standing(two.no)).toEqual({ state: 'exited', reason: 'suppressed' });
});

test('the goal of a step stops nothing, and a named conversion stops what names it', async () => {
  const now = MONDAY + 30 * DAY;
  const { one } = await start('kim', now);
  const named = await enrollOne('named', { id: 'kim' }, now + HOUR);
  await playTo(now + 2 * HOUR);
  await tell({ type: 'converted', name: 'demo', enrollmentId: one.id }, now + 2 * HOUR);
  await tell({ type: 'converted', name: 'demo', enrollmentId: named.id }, now + 2 * HOUR);
  expect([await standing(one.no), await standing(named.no)]).toEqual([active, active]);
  await tell({ type: 'converted', name: 'order', enrollmentId: named.id }, now + 3 * HOUR);
  expect(await standing(named.no)).toEqual({ state: 'exited', reason: 'converted:order' });
});

test('a contact enters again as the sequence allows', async () => {
  const now = MONDAY + 50 * DAY;
  await enrollOne('one', { id: 'max' }, now);
  const first = await enrollOne('again', { id: 'max' }, now);
  await playTo(now + HOUR);
  await expect(enrollOne('again', { id: 'max' }, now + HOUR)).rejects.toThrow('already-enrolled');
  await tell({ type: 'replied', enrollmentId: first.id }, now + HOUR);
  const second = await enrollOne('again', { id: 'max' }, now + 2 * HOUR);
  expect(second.id).not.toBe(first.id);
  await playTo(now + 20 * DAY);
  await expect(enrollOne('one', { id: 'max' }, now + 20 * DAY)).rejects.toThrow('already-enrolled');
});
