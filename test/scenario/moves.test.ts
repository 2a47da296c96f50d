import { afterAll, expect, test } from '@jest/globals';
import { MOST_MOVES } from '#engine';
import { decideDue, enroll, runOnce } from '#runtime';
import { changeState, saveDraft, setClock } from '#storage';
import { publish } from '../../apps/api/sequences/publish.ts';
import { testDemo } from '../support/play-demo.ts';

const HOUR = 3_600_000;
const demo = await testDemo(0);
const { engine, workspaceId } = demo;
const { sql } = engine;
const now = demo.sources.now() + 9 * HOUR;

afterAll(() => demo.close());

async function publishFile(key: string, steps: readonly object[], more: object = {}): Promise<void> {
  const content = { key, name: key, goal: 'replied', reentry: 'always', ...more, steps };
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

async function enrollOne(sequenceKey: string, id: string): Promise<number> {
  const lines = [{ contact: { id, email: `${id}@example.com` } }];
  const { results } = await enroll(engine, { workspaceId, sequenceKey, lines, now });
  const [result] = results;
  if (!result?.accepted) throw new Error(JSON.stringify(results));
  return result.enrollmentNo;
}

const entriesOf = async (key: string, contact: string) =>
  await sql<{ no: number; moves: number; state: string }[]>`
    select e.no, e.moves, e.state from enrollment e join sequence s on s.id = e.sequence_id
    join contact c on c.id = e.contact_id where s.key = ${key} and c.external_id = ${contact} order by e.no`;
const exitOf = async (no: number) =>
  (
    await sql<{ to: string | null; refused: string | null }[]>`
    select move_to as to, move_refused as refused from enrollment where no = ${no}`
  )[0];
const refusals = async (no: number) =>
  (
    await sql<{ properties: object }[]>`
    select body->'properties' as properties from event_log
    where body->>'type' = 'move-refused' and (body->>'enrollmentNo')::bigint = ${no}`
  ).map(({ properties }) => properties);
const MAIL = { key: 'hello', type: 'email', day: 0, subject: 'Hello', body: 'Hi' };

test('who is led to a paused sequence waits for it, and holds up nobody else', async () => {
  await publishFile('resting', [MAIL]);
  await publishFile('open', [MAIL]);
  await publishFile('to-resting', [{ key: 'leave', type: 'exit', to: 'resting' }]);
  await publishFile('to-open', [{ key: 'leave', type: 'exit', to: 'open' }]);
  await changeState(sql, workspaceId, 'resting', { from: ['published'], to: 'paused' });
  const bea = await enrollOne('to-resting', 'bea');
  await enrollOne('to-open', 'cai');
  // A batch of one, so that who waits would stand in the way.
  await runOnce({ ...engine, batch: 1 }, now);
  expect(await entriesOf('resting', 'bea')).toEqual([]);
  expect(await exitOf(bea)).toEqual({ to: 'resting', refused: null });
  expect(await entriesOf('open', 'cai')).toMatchObject([{ moves: 1 }]);
  await changeState(sql, workspaceId, 'resting', { from: ['paused'], to: 'published' });
  await runOnce(engine, now);
  expect(await entriesOf('resting', 'bea')).toMatchObject([{ moves: 1, state: 'finished' }]);
  expect(await exitOf(bea)).toEqual({ to: null, refused: null });
});

test('who is not let in where an exit leads is told of by an event, once', async () => {
  await publishFile('once', [MAIL], { reentry: 'never' });
  await publishFile('to-once', [{ key: 'leave', type: 'exit', to: 'once' }]);
  await enrollOne('once', 'dan');
  const dan = await enrollOne('to-once', 'dan');
  await runOnce(engine, now);
  expect(await exitOf(dan)).toEqual({ to: null, refused: 'already-enrolled' });
  expect(await refusals(dan)).toEqual([{ to: 'once', code: 'already-enrolled' }]);
  await runOnce(engine, now);
  expect(await refusals(dan)).toHaveLength(1);
});

test('an exit to a sequence that was archived meanwhile is told of as well', async () => {
  await publishFile('old', [MAIL]);
  await publishFile('to-old', [{ key: 'leave', type: 'exit', to: 'old' }]);
  await changeState(sql, workspaceId, 'old', { from: ['published'], to: 'archived' });
  const eli = await enrollOne('to-old', 'eli');
  await runOnce(engine, now);
  expect(await refusals(eli)).toEqual([{ to: 'old', code: 'sequence-archived' }]);
});

test('who goes round between two sequences is let go after so many moves', async () => {
  await publishFile('ping', [MAIL]);
  await publishFile('pong', [{ key: 'leave', type: 'exit', to: 'ping' }]);
  await publishFile('ping', [{ key: 'leave', type: 'exit', to: 'pong' }]);
  await enrollOne('ping', 'fay');
  await runOnce(engine, now);
  const all = [...(await entriesOf('ping', 'fay')), ...(await entriesOf('pong', 'fay'))];
  expect(all).toHaveLength(MOST_MOVES + 1);
  const last = all.find(({ moves }) => moves === MOST_MOVES);
  expect(await refusals(last?.no ?? 0)).toMatchObject([{ code: 'move-limit' }]);
});

test('publishing says which exits lead nowhere', async () => {
  const steps = [
    // biome-ignore lint/suspicious/noThenProperty: it is the word of the file format, and holds no function.
    { key: 'b', type: 'branch', if: { contact: 'plan', eq: 'trial' }, then: 'x', else: 'y' },
    { key: 'x', type: 'exit', to: 'nowhere' },
    { key: 'y', type: 'exit', to: 'old' },
  ];
  await expect(publishFile('lost', steps)).rejects.toMatchObject({
    code: 'sequence-invalid',
    problems: [
      { path: 'steps[1].to', reason: 'There is no sequence "nowhere".' },
      { path: 'steps[2].to', reason: 'The sequence "old" is archived.' },
    ],
  });
  // A draft will do: two sequences can lead to each other.
  const content = { key: 'nowhere', name: 'Nowhere', goal: 'replied', steps: [MAIL] };
  await saveDraft(sql, { now }, { workspaceId, key: 'nowhere', name: 'Nowhere', content });
  await publishFile('found', [{ key: 'x', type: 'exit', to: 'nowhere' }]);
  const gus = await enrollOne('found', 'gus');
  await runOnce(engine, now);
  expect(await exitOf(gus)).toEqual({ to: 'nowhere', refused: null });
});
