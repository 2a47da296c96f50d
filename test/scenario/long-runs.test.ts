import { expect, test } from '@jest/globals';
import { enroll, workOnce } from '#runtime';
import { saveSettings } from '#storage';
import { DAY, email, MONDAY, testEngine } from '../support/test-engine.ts';

const { sql, engine, workspaceId, publishFile } = await testEngine();

// A backlog behind a slow mail server takes hours, and a run leases, opens hours and stamps by the time it began at.
test('a run with a backlog ends when its time is over, and the next ones send the rest, each mail once', async () => {
  await publishFile({ key: 'many', steps: [email('hi', { day: 0 })] });
  const people = (from: string) =>
    Array.from({ length: 60 }, (_, i) => ({
      contact: { id: `${from}-${i}`, email: `${from}${i}@example.com` },
    }));
  const handed: { readonly intentId: string; readonly at: number }[] = [];
  const slow = {
    ...engine,
    batch: 10,
    mailer: {
      ...engine.mailer,
      send: async (mails: Parameters<typeof engine.mailer.send>[0], now: number) => {
        handed.push(...mails.map(({ intentId }) => ({ intentId, at: now })));
        return await engine.mailer.send(mails, now);
      },
    },
  };
  const works = async (from: string, start: number) => {
    const before = handed.length;
    await enroll(engine, { workspaceId, sequenceKey: 'many', lines: people(from), now: start });
    for (let now = start; handed.length < before + 60; now += 20_000) {
      const met = handed.length;
      await workOnce(slow, now, undefined, () => handed.length === met);
      // At most the batches that were under way.
      expect(handed.length - met).toBeGreaterThan(0);
      expect(handed.length - met).toBeLessThanOrEqual(10 * engine.lanes);
    }
  };
  await works('plain', MONDAY);
  await saveSettings(sql, workspaceId, { caps: [{ max: 1, per: DAY }] });
  await works('capped', MONDAY + DAY);
  expect(new Set(handed.map(({ intentId }) => intentId)).size).toBe(120);
  expect(await sql`select from touch where state <> 'sent'`).toHaveLength(0);
});
