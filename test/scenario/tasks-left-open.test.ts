import { afterAll, expect, test } from '@jest/globals';
import { enroll, runOnce } from '#runtime';
import { saveDraft } from '#storage';
import { publish } from '../../apps/api/sequences/publish.ts';
import { begin, openUniverse, START } from '../model/universe.ts';

const DAY = 86_400_000;
const universe = await openUniverse();

afterAll(() => universe.close());

// Found by the model: [enroll, tick, complained at another sequence, tick]
test('a task is closed when a mail that cannot go out ends its enrollment', async () => {
  const { sql, engine, provider, workspaceId } = await begin(universe);
  const steps = [
    { key: 'note', type: 'task', day: 0, channel: 'custom', title: 'Look them up' },
    { key: 'hello', type: 'email', day: 1, subject: 'Hello', body: 'Hi' },
  ];
  const content = { key: 'short', name: 'Short', goal: 'replied', steps };
  await saveDraft(sql, { now: START }, { workspaceId, key: 'short', name: 'Short', content });
  await publish(sql, { workspaceId, key: 'short', now: START });
  const lines = [{ contact: { id: 'ada', email: 'ada@example.com' } }];
  await enroll(engine, { workspaceId, sequenceKey: 'short', lines, now: START });
  await runOnce(engine, START);
  provider.says = 'refuse';
  await runOnce(engine, START + DAY);
  const touches = await sql<{ step: string; state: string }[]>`select step, state from touch order by visit`;
  expect([...touches]).toEqual([
    { step: 'note', state: 'closed' },
    { step: 'hello', state: 'rejected' },
  ]);
  expect([...(await sql`select reason from enrollment`)]).toEqual([{ reason: 'mail-refused' }]);
});
