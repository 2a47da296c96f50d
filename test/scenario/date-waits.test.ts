import { afterAll, expect, test } from '@jest/globals';
import { enroll, runOnce, upsert } from '#runtime';
import { readWorkspace, saveDraft, setClock } from '#storage';
import { publish } from '../../apps/api/sequences/publish.ts';
import { testDemo } from '../support/play-demo.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const demo = await testDemo(0);
const { engine, workspaceId } = demo;
const { sql } = engine;
const start = demo.sources.now();
const dateOn = (day: number) => new Date(start + day * DAY).toISOString().slice(0, 10);

afterAll(() => demo.close());

async function at(now: number) {
  await setClock(sql, now);
  return await runOnce(engine, now);
}

const standingOf = async (id: string) =>
  (
    await sql<{ state: string; reason: string | null; due: number | null; wake: object | null }[]>`
    select e.state, e.reason, e.due_at as due, e.wake from enrollment e
    join contact c on c.id = e.contact_id where c.external_id = ${id}`
  )[0];

async function change(id: string, attributes: Record<string, unknown>) {
  const workspace = await readWorkspace(sql, workspaceId);
  const now = workspace.clock ?? start;
  const [result] = await upsert(sql, { workspace, lines: [{ id, ...attributes }], now });
  if (!result?.accepted) throw new Error(JSON.stringify(result));
}

const steps = [
  { key: 'ends', type: 'wait', untilDate: { contact: 'trialEndsAt', offset: '-2d', at: '09:00' } },
  { key: 'last-days', type: 'email', after: '0d', subject: 'Your trial ends', body: 'In two days.' },
];

test('a date of the contact that is moved moves the wait with it, whichever way it is told', async () => {
  await setClock(sql, start);
  const content = { key: 'trial', name: 'Trial', goal: 'converted', steps };
  await saveDraft(sql, { now: start }, { workspaceId, key: 'trial', name: 'Trial', content });
  await publish(sql, { workspaceId, key: 'trial', now: start });
  const enrolling = (id: string, trialEndsAt?: string) => ({
    contact: { id, email: `${id}@example.com`, timezone: 'UTC', ...(trialEndsAt && { trialEndsAt }) },
  });
  const lines = [enrolling('ada', dateOn(10)), enrolling('bob', dateOn(10)), enrolling('cai', dateOn(10))];
  await enroll(engine, { workspaceId, sequenceKey: 'trial', lines, now: start });
  await at(start + HOUR);
  expect(await standingOf('ada')).toMatchObject({
    state: 'active',
    due: start + 8 * DAY + 9 * HOUR,
    wake: { contact: 'trialEndsAt' },
  });

  // Brought forward, put off, and taken away.
  await change('ada', { trialEndsAt: dateOn(5) });
  await change('bob', { trialEndsAt: dateOn(20) });
  await change('cai', { plan: 'pro' });
  await at(start + 2 * HOUR);
  expect((await standingOf('ada'))?.due).toBe(start + 3 * DAY + 9 * HOUR);
  expect((await standingOf('bob'))?.due).toBe(start + 18 * DAY + 9 * HOUR);
  expect((await standingOf('cai'))?.due).toBe(start + 8 * DAY + 9 * HOUR);
  await change('cai', { trialEndsAt: null });
  await at(start + 3 * HOUR);
  expect(await standingOf('cai')).toMatchObject({
    state: 'failed',
    reason: 'no-date:trialEndsAt',
    due: null,
  });

  const { sent } = await at(start + 4 * DAY);
  expect(sent.map(({ sending }) => sending.step)).toEqual(['last-days']);
  expect(await standingOf('ada')).toMatchObject({ state: 'finished' });
});

test('the log says that an enrollment failed, and why', async () => {
  const rows = await sql<{ properties: object; step: string }[]>`
    select body->'properties' as properties, body->>'step' as step from event_log where body->>'type' = 'failed'`;
  expect([...rows]).toEqual([{ properties: { reason: 'no-date:trialEndsAt' }, step: 'ends' }]);
});
