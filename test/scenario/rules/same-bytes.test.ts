import { expect, test } from '@jest/globals';
import { enroll } from '#runtime';
import { saveMailbox, saveSettings } from '#storage';
import { DAY, email, HOUR, MONDAY, testEngine } from '../../support/test-engine.ts';

const PEOPLE = 30;
const one = await testEngine();
const other = await testEngine();
type Made = typeof one;

/** Sequences that compete for contacts, caps and mailboxes, and a reply now and then; answers the log as it stands. */
async function play(
  { sql, engine, workspaceId, publishFile, play, tell }: Made,
  lanes: number,
): Promise<string[]> {
  const at = { now: MONDAY };
  const mailbox = { name: '', dailyCap: 12, minGap: 0, jitter: 2, timezone: 'Europe/Berlin' };
  const unused = { state: 'active' as const, freeAt: 0, lastAt: null, used: 0 };
  for (const key of ['ada', 'bob', 'eve'])
    await saveMailbox(
      sql,
      at,
      workspaceId,
      { ...mailbox, ...unused, key, address: `${key}@example.com` },
      null,
    );
  await saveSettings(sql, workspaceId, { caps: [{ max: 1, per: DAY }] });
  const variants = ['a', 'b'].map((key) => ({ key, subject: key, body: key }));
  const steps = [{ ...email('first', { day: 0 }), variants }, email('second', { day: 2 })];
  await publishFile({ key: 'waits', conflict: { policy: 'wait' }, steps });
  await publishFile({ key: 'urgent', conflict: { policy: 'priority', priority: 2 }, steps });
  await publishFile({ key: 'beside', caps: [{ max: 1, per: '3d' }], steps });
  const lines = Array.from({ length: PEOPLE }, (_, i) => ({
    contact: { id: `p-${i}`, email: `${i}@example.com` },
  }));
  const own = { ...engine, lanes, batch: 10 };
  for (const [day, sequenceKey] of ['waits', 'beside', 'urgent'].entries()) {
    await enroll(engine, { workspaceId, sequenceKey, lines, now: MONDAY + day * DAY });
    await play(own, MONDAY + day * DAY + HOUR);
    await tell({ type: 'replied', contact: `p-${day * 7}` }, MONDAY + day * DAY + HOUR);
  }
  await play(own, MONDAY + 30 * DAY);
  const rows = await sql<{ line: string }[]>`
    select part || ' ' || pos || ' ' || (body::jsonb - 'subjectKey')::text as line from event_log order by part, pos`;
  return rows.map(({ line }) => line);
}

test('under caps, mailboxes and conflicts two runs write the same log, whatever the number of lanes', async () => {
  const first = await play(one, 1);
  const second = await play(other, 4);
  expect(first.filter((line) => line.includes('"type": "sent"')).length).toBeGreaterThan(4 * PEOPLE);
  expect(second).toEqual(first);
});
