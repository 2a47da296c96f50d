import { afterAll, expect, test } from '@jest/globals';
import { decideDue, enroll, runOnce } from '#runtime';
import { saveDraft, setClock } from '#storage';
import { publish } from '../../apps/api/sequences/publish.ts';
import { testDemo } from '../support/play-demo.ts';

const HOUR = 3_600_000;
const demo = await testDemo(0);
const { engine, workspaceId } = demo;
const { sql } = engine;
const now = demo.sources.now() + 9 * HOUR;

afterAll(() => demo.close());

async function publishFile(key: string, steps: readonly object[]): Promise<void> {
  const content = { key, name: key, goal: 'replied', reentry: 'always', steps };
  await saveDraft(sql, { now }, { workspaceId, key, name: key, content });
  await publish(sql, { workspaceId, key, now });
}

test('an exit leads to its sequence once, however often it is followed', async () => {
  await setClock(sql, now);
  await publishFile('target', [{ key: 'hello', type: 'email', day: 0, subject: 'Hello', body: 'Hi' }]);
  await publishFile('source', [{ key: 'leave', type: 'exit', to: 'target' }]);
  const lines = [{ contact: { id: 'ada', email: 'ada@example.com' } }];
  await enroll(engine, { workspaceId, sequenceKey: 'source', lines, now });
  await decideDue(engine, now);
  const [exit] = await sql<{ no: number; to: string }[]>`
    select no, move_to as to from enrollment where move_to is not null`;
  // Killed before the exit was followed.
  await runOnce(engine, now);
  // Killed after it was enrolled there and before that was noted: the next one follows the exit again.
  await sql`update enrollment set move_to = ${exit?.to ?? ''} where no = ${exit?.no ?? 0}`;
  await runOnce(engine, now);
  const entries = await sql<{ from: number }[]>`
    select moved_from as from from enrollment e join sequence s on s.id = e.sequence_id where s.key = 'target'`;
  expect(entries).toEqual([{ from: exit?.no }]);
  const left = await sql`select from enrollment where move_to is not null`;
  expect(left).toHaveLength(0);
});
