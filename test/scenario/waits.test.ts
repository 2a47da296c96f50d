import { afterAll, expect, test } from '@jest/globals';
import { iso, type Sequence } from '#engine';
import { collect, decideDue, enroll, runOnce, Versions } from '#runtime';
import { saveDraft, setClock } from '#storage';
import { publish } from '../../apps/api/sequences/publish.ts';
import { testDemo } from '../support/play-demo.ts';

const HOUR = 3_600_000;
const demo = await testDemo(0);
const { engine, workspaceId } = demo;
const { sql } = engine;
const now = demo.sources.now() + 9 * HOUR;

afterAll(() => demo.close());

/** Lets something happen after collect has looked up the touches, and before it records. */
class Interrupted extends Versions {
  private happened = false;

  override async get(sequenceId: number, version: number): Promise<Sequence> {
    if (!this.happened) {
      this.happened = true;
      await decideDue(engine, now);
    }
    return super.get(sequenceId, version);
  }
}

test('an event that is read before a wait for it begins, and recorded after, still ends the wait', async () => {
  await setClock(sql, now);
  const content = {
    key: 'patient',
    name: 'Patient',
    goal: 'replied',
    steps: [
      { key: 'hello', type: 'email', day: 0, subject: 'Hello', body: 'Hi' },
      { key: 'pause', type: 'wait', after: 'PT1S', for: '3d', until: { event: 'clicked' } },
      { key: 'more', type: 'task', after: 'PT1S', channel: 'call', title: 'Call' },
    ],
  };
  await saveDraft(sql, { now }, { workspaceId, key: 'patient', name: 'Patient', content });
  await publish(sql, { workspaceId, key: 'patient', now });
  const lines = [{ contact: { id: 'ada', email: 'ada@example.com', timezone: 'UTC' } }];
  const { results } = await enroll(engine, { workspaceId, sequenceKey: 'patient', lines, now: now - HOUR });
  const [ada] = results;
  if (!ada?.accepted) throw new Error(JSON.stringify(results));
  await runOnce(engine, now - HOUR);

  const click = { type: 'clicked', eventId: 'click', occurredAt: iso(now), enrollmentId: ada.enrollmentId };
  const interrupted = { sql, versions: new Interrupted(sql) };
  const first = await collect(interrupted, { workspaceId, source: 'test', events: [click, click], now });
  expect(first).toMatchObject({ accepted: 1, duplicates: 1, rejected: [] });
  const [enrollment] = await sql<{ cursor: number; wake: object | null; due: number }[]>`
    select cursor, wake, due_at as due from enrollment where no = ${ada.enrollmentNo}`;
  expect(enrollment).toMatchObject({ cursor: 2, wake: null });
  expect(enrollment?.due).toBeLessThanOrEqual(now + HOUR);

  const again = await collect(engine, { workspaceId, source: 'test', events: [click], now });
  expect(again).toMatchObject({ accepted: 0, duplicates: 1 });
});
