import { afterAll, expect, test } from '@jest/globals';
import { iso } from '#engine';
import { collect, type Engine, enroll, runOnce, Versions } from '#runtime';
import { testDemo } from '../support/play-demo.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const demo = await testDemo(0);
const { engine, workspaceId } = demo;
const start = demo.sources.now() + 9 * HOUR;
const contacts = Array.from({ length: 160 }, (_, i) => `contact-${i}`);

afterAll(() => demo.close());

/** Another process would have a pool of its own. */
function worker(): Engine {
  return { ...engine, versions: new Versions(engine.sql), batch: 60 };
}

async function engineWork(of: Engine): Promise<void> {
  for (let day = 0; day <= 24; day++) await runOnce(of, start + day * DAY);
}

/** Everybody opens everything, some reply, and what one source says twice another says as well. */
async function eventWork(of: Engine, source: string, order: readonly string[]): Promise<void> {
  for (let day = 1; day <= 24; day++) {
    const at = start + day * DAY;
    const events = order.flatMap((contact, i) => [
      { eventId: `${contact}/${day}/open`, type: 'opened', occurredAt: iso(at), contact },
      ...((i + day) % 37 === 0
        ? [{ eventId: `${contact}/reply`, type: 'replied', occurredAt: iso(at), contact }]
        : []),
      ...((i + day) % 29 === 0
        ? [{ eventId: `${contact}/leave`, type: 'unsubscribed', occurredAt: iso(at), contact }]
        : []),
    ]);
    await collect(of, { workspaceId, source, events, now: at });
  }
}

test('two engines and two receivers at once: no deadlock, dense offsets, every mail once', async () => {
  for (const sequenceKey of ['b2b-outbound', 'trial-nurture'])
    await enroll(engine, {
      ...{ workspaceId, sequenceKey, now: start },
      lines: contacts.map((id) => ({
        contact: { id, email: `${id}@example.com`, timezone: 'UTC', firstName: 'Ada', company: 'Acme' },
      })),
    });
  await Promise.all([
    engineWork(worker()),
    engineWork(worker()),
    eventWork(worker(), 'one', contacts),
    eventWork(worker(), 'one', [...contacts].reverse()),
    eventWork(worker(), 'two', [...contacts].reverse()),
  ]);

  const { sql } = engine;
  const heads = await sql<{ part: number; next: number; rows: number; last: number }[]>`
    select h.part::int, h.next, count(*) as rows, max(l.pos) as last
    from log_head h join event_log l using (part) group by 1, 2 order by 1`;
  expect(heads).toHaveLength(8);
  for (const { next, rows, last } of heads) expect([rows, last]).toEqual([next, next - 1]);
  const [twice] = await sql<{ n: number }[]>`
    select count(*) - count(distinct event_id) as n from event_log`;
  expect(twice?.n).toBe(0);
  const [mails] = await sql<{ wrong: number; all: number }[]>`
    select count(*) as all, count(*) filter (where t.state <> 'sent') as wrong
    from mail m full join touch t using (intent_id) where t.effect = 'send' and t.state not in ('closed', 'suppressed')`;
  expect(mails?.wrong).toBe(0);
  expect(mails?.all).toBeGreaterThan(contacts.length);
});
