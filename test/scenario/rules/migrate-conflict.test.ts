import { expect, test } from '@jest/globals';
import { migrateEnrollments } from '#runtime';
import { findSequence } from '#storage';
import { DAY, email, HOUR, MONDAY, testEngine } from '../../support/test-engine.ts';

const { sql, engine, workspaceId, playTo, publishFile, enrollOne, mailsTo } = await testEngine();

const steps = [email('a', { day: 0 }), email('b', { day: 4 })];

async function move(key: string, now: number): Promise<void> {
  const sequence = await findSequence(sql, workspaceId, key);
  if (sequence === null) throw new Error(`${key} was published`);
  const { migrated } = await migrateEnrollments(
    engine,
    { sequenceId: sequence.id, from: 1, to: 2, steps: {} },
    now,
  );
  expect(migrated).toBe(1);
}

test('who moves to a version of another group asks for its turn there', async () => {
  const start = MONDAY + 9 * HOUR;
  const conflict = { group: 'sales', policy: 'wait' };
  await publishFile({ key: 'runs', conflict, steps });
  await publishFile({ key: 'moves', steps });
  await enrollOne('runs', { id: 'ada' }, start);
  await enrollOne('moves', { id: 'ada' }, start);
  await playTo(start + DAY);
  await publishFile({ key: 'moves', conflict, steps: [...steps, email('c', { day: 9 })] });
  await move('moves', start + DAY);
  await playTo(start + 8 * DAY);
  const days = async () =>
    (await mailsTo('ada')).map((m) => `${m.sequence}/${m.step} ${(m.at - start) / DAY}`);
  // It was held on day 1, with its next mail three days ahead, and goes on when the other one is over.
  expect(await days()).toEqual(['runs/a 0', 'moves/a 0', 'runs/b 4', 'moves/b 7']);
});

test('who waits for its turn and moves to a version of no group goes on, later by as long as it waited', async () => {
  const start = MONDAY + 30 * DAY + 9 * HOUR;
  const conflict = { group: 'care', policy: 'wait' };
  await publishFile({ key: 'long', conflict, steps });
  await publishFile({ key: 'waits', conflict, steps });
  await enrollOne('long', { id: 'bob' }, start);
  await playTo(start + HOUR);
  await enrollOne('waits', { id: 'bob' }, start + HOUR);
  await playTo(start + DAY);
  await publishFile({ key: 'waits', steps: [...steps, email('c', { day: 9 })] });
  await move('waits', start + DAY);
  await playTo(start + 20 * DAY);
  const mails = (await mailsTo('bob')).filter(({ sequence }) => sequence === 'waits');
  expect(mails.map(({ step, at }) => `${step} ${(at - start) / DAY}`)).toEqual(['a 1', 'b 5', 'c 10']);
  expect(await sql`select from enrollment where turn is not null`).toHaveLength(0);
});
