import { expect, test } from '@jest/globals';
import { runOnce } from '#runtime';
import { changeState } from '#storage';
import { LIFECYCLE } from '../../apps/api/sequences/lifecycle.ts';
import { busy, scriptedMailer } from '../support/mail/scripted-mailer.ts';
import { DAY, email, HOUR, MONDAY, testEngine } from '../support/test-engine.ts';

const { engine, workspaceId, publishFile, enrollOne, mailsTo } = await testEngine();

test('a mail that was decided before its sequence was paused asks for its open hours when that goes on', async () => {
  const schedule = { timezone: 'UTC', from: '09:00', to: '17:00' };
  await publishFile({ key: 'office', schedule, steps: [email('hi', { day: 0 })] });
  const { mailer, answer } = scriptedMailer();
  answer(busy);
  await enrollOne('office', { id: 'ada' }, MONDAY);
  const own = { ...engine, mailer };
  await runOnce(own, MONDAY + 9 * HOUR);
  await changeState(engine.sql, workspaceId, 'office', LIFECYCLE.pause);
  answer(() => ({ result: { kind: 'accepted', providerMessageId: 'x' } }));
  for (let hour = 10; hour < 20; hour++) await runOnce(own, MONDAY + hour * HOUR);
  await changeState(engine.sql, workspaceId, 'office', LIFECYCLE.resume);
  for (let hour = 20; hour < 36; hour++) await runOnce(own, MONDAY + hour * HOUR);
  expect((await mailsTo('ada')).map(({ at }) => at)).toEqual([MONDAY + DAY + 9 * HOUR]);
});

test('a mail that the provider defers until after hours goes out when they open again', async () => {
  const schedule = { timezone: 'UTC', from: '09:00', to: '17:00' };
  await publishFile({ key: 'late', schedule, steps: [email('hi', { day: 0 })] });
  const { mailer, answer } = scriptedMailer();
  answer(busy);
  await enrollOne('late', { id: 'eve' }, MONDAY);
  const own = { ...engine, mailer };
  await runOnce(own, MONDAY + 17 * HOUR - 60_000);
  answer(() => ({ result: { kind: 'accepted', providerMessageId: 'x' } }));
  for (let hour = 17; hour < 36; hour++) await runOnce(own, MONDAY + hour * HOUR + 1_800_000);
  expect((await mailsTo('eve')).map(({ at }) => at)).toEqual([MONDAY + DAY + 9.5 * HOUR]);
});
