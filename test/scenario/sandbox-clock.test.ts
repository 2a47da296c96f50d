import { expect, test } from '@jest/globals';
import { advanceClock, worldOf } from '#runtime';
import { changeState } from '#storage';
import { LIFECYCLE } from '../../apps/api/sequences/lifecycle.ts';
import { DAY, email, MONDAY, testEngine } from '../support/test-engine.ts';

const { sql, engine, workspaceId, publishFile, enrollOne } = await testEngine();
const world = worldOf([], 1);
const advanceTo = (to: number) => advanceClock(engine, { workspaceId, to, world });
const change = (key: string, command: keyof typeof LIFECYCLE) =>
  changeState(sql, workspaceId, key, LIFECYCLE[command]);

test('a task that should have skipped itself while its sequence was paused does so when that goes on', async () => {
  await publishFile({
    key: 'calls',
    steps: [
      { key: 'call', type: 'task', channel: 'call', title: 'Call', day: 0, autoSkipAfter: '1d' },
      email('later', { after: '5d' }),
    ],
  });
  const { no } = await enrollOne('calls', { id: 'ada' }, MONDAY);
  await advanceTo(MONDAY);
  await change('calls', 'pause');
  await advanceTo(MONDAY + 3 * DAY);
  await change('calls', 'resume');
  await advanceTo(MONDAY + 4 * DAY);
  const [task] = await sql`select state from touch where enrollment_no = ${no}`;
  expect(task).toEqual({ state: 'skipped' });
});

test('who waits for a paused sequence enters it when it goes on, not when the clock next stops', async () => {
  await publishFile({ key: 'next', steps: [email('hi', { day: 0 })] });
  await publishFile({ key: 'first', steps: [{ key: 'leave', type: 'exit', to: 'next' }] });
  await change('next', 'pause');
  await enrollOne('first', { id: 'bob' }, MONDAY + 4 * DAY);
  await advanceTo(MONDAY + 5 * DAY);
  await change('next', 'resume');
  await advanceTo(MONDAY + 9 * DAY);
  const entered = await sql`
    select e.enrolled_at as at from enrollment e join sequence s on s.id = e.sequence_id where s.key = 'next'`;
  expect(entered).toEqual([{ at: MONDAY + 5 * DAY }]);
});
