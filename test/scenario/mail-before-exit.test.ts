import { afterAll, expect, test } from '@jest/globals';
import { iso } from '#engine';
import { collect, enroll, runOnce } from '#runtime';
import { saveDraft } from '#storage';
import { publish } from '../../apps/api/sequences/publish.ts';
import { begin, openUniverse, START } from '../model/universe.ts';

const HOUR = 3_600_000;
const universe = await openUniverse();

afterAll(() => universe.close());

const steps = [
  { key: 'goodbye', type: 'email', day: 0, subject: 'Goodbye', body: 'This is the last one.' },
  { key: 'leave', type: 'exit', reason: 'said goodbye' },
];

/** An enrollment whose mail was put off by the provider and which then left the sequence by its own exit. */
async function leaveBehind() {
  const real = await begin(universe);
  const { sql, engine, provider, workspaceId } = real;
  const content = { key: 'short', name: 'Short', goal: 'replied', steps };
  await saveDraft(sql, { now: START }, { workspaceId, key: 'short', name: 'Short', content });
  await publish(sql, { workspaceId, key: 'short', now: START });
  provider.says = 'defer';
  const lines = [{ contact: { id: 'ada', email: 'ada@example.com' } }];
  await enroll(engine, { workspaceId, sequenceKey: 'short', lines, now: START });
  await runOnce(engine, START);
  provider.says = 'accept';
  const states = async () =>
    await sql<{ enrollment: string; touch: string }[]>`
      select e.state as enrollment, t.state as touch from enrollment e join touch t on t.enrollment_no = e.no
      where t.effect = 'send'`;
  expect(await states()).toMatchObject([{ enrollment: 'exited', touch: 'new' }]);
  return { ...real, states };
}

test('a mail that was put off goes out although its enrollment has come to its own exit meanwhile', async () => {
  const { engine, states, provider } = await leaveBehind();
  await runOnce(engine, START + HOUR);
  expect(await states()).toMatchObject([{ enrollment: 'exited', touch: 'sent' }]);
  expect(provider.journal).toHaveLength(2);
});

test('it does not where the contact has said no meanwhile', async () => {
  const { sql, engine, workspaceId, states, provider } = await leaveBehind();
  const [touch] = await sql<{ id: string }[]>`select intent_id as id from touch where effect = 'send'`;
  const event = { eventId: 'no', type: 'unsubscribed', touch: touch?.id, occurredAt: iso(START) };
  await collect(engine, { workspaceId, source: 'test', events: [event], now: START });
  await runOnce(engine, START + HOUR);
  expect(provider.journal).toHaveLength(1);
  expect((await states()).map(({ touch: state }) => state)).not.toContain('sent');
});
