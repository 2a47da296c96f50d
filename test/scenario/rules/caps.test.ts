import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Cap } from '#engine';
import { runOnce, Versions } from '#runtime';
import { saveSettings } from '#storage';
import { DAY, email, HOUR, MONDAY, testEngine } from '../../support/test-engine.ts';

const { sql, engine, workspaceId, playTo, publishFile, enrollOne, tell, mailsTo } = await testEngine();

const shown = (mails: readonly { sequence: string; step: string; at: number }[], start: number) =>
  mails.map(({ sequence, step, at }) => `${sequence}/${step} ${(at - start) / HOUR}`);

/** Is there a window that holds more mails than its cap? */
const breaks = (caps: readonly Cap[], times: readonly number[]) =>
  caps.some(({ max, per }) =>
    times.some((end) => times.filter((t) => t > end - per && t <= end).length > max),
  );

test('a mail over the cap of its sequence waits until the cap is over, and what follows counts from when it went', async () => {
  const now = MONDAY + 9 * HOUR;
  await publishFile({
    key: 'often',
    reentry: 'always',
    minGap: '0s',
    caps: [{ max: 1, per: '1d' }],
    steps: [email('a', { day: 0 }), email('b', { after: '2h' }), email('c', { after: '3h' })],
  });
  await enrollOne('often', { id: 'ada' }, now);
  await playTo(now + 5 * DAY);
  expect(shown(await mailsTo('ada'), now)).toEqual(['often/a 0', 'often/b 24', 'often/c 48']);
});

test('the cap of a workspace holds over all its sequences, and for the open hours of each', async () => {
  const now = MONDAY + 20 * DAY + 9 * HOUR;
  await saveSettings(sql, workspaceId, { caps: [{ max: 1, per: 20 * HOUR }] });
  const hours = { schedule: { timezone: 'UTC', from: '09:00', to: '10:00' } };
  for (const key of ['one', 'two', 'three'])
    await publishFile({ key, ...hours, steps: [email('hi', { day: 0 })] });
  for (const key of ['one', 'two', 'three']) await enrollOne(key, { id: 'bob' }, now);
  await enrollOne('two', { id: 'eve' }, now);
  await playTo(now + 5 * DAY);
  // The cap is over at 05:00 the next day, and the hours open at 09:00.
  expect(shown(await mailsTo('bob'), now)).toEqual(['one/hi 0', 'two/hi 24', 'three/hi 48']);
  expect(shown(await mailsTo('eve'), now)).toEqual(['two/hi 0']);
});

test('workers that race with several sequences for one contact send no mail too many, and none is lost', async () => {
  const now = MONDAY + 40 * DAY;
  await saveSettings(sql, workspaceId, { caps: [{ max: 2, per: DAY }] });
  const keys = Array.from({ length: 6 }, (_, i) => `race-${i}`);
  for (const key of keys) await publishFile({ key, steps: [email('hi', { day: 0 })] });
  const people = Array.from({ length: 12 }, (_, i) => `racer-${i}`);
  for (const id of people) for (const key of keys) await enrollOne(key, { id }, now);
  const worker = () => ({ ...engine, versions: new Versions(sql), batch: 7 });
  await Promise.all(Array.from({ length: 8 }, () => runOnce(worker(), now)));
  await runOnce(engine, now);
  for (const id of people) expect((await mailsTo(id)).map(({ at }) => at)).toEqual([now, now]);
  for (const day of [1, 2])
    await Promise.all(Array.from({ length: 8 }, () => runOnce(worker(), now + day * DAY)));
  await playTo(now + 3 * DAY);
  for (const id of people) {
    const mails = await mailsTo(id);
    expect(mails.map(({ at }) => (at - now) / DAY)).toEqual([0, 0, 1, 1, 2, 2]);
    expect(new Set(mails.map(({ sequence }) => sequence)).size).toBe(6);
  }
});

test('a suppression that comes while a mail waits wins, and a paused one waits on', async () => {
  const now = MONDAY + 60 * DAY;
  await saveSettings(sql, workspaceId, { caps: [{ max: 1, per: DAY }] });
  await enrollOne('one', { id: 'gone' }, now + 9 * HOUR);
  const second = await enrollOne('two', { id: 'gone' }, now + 9 * HOUR);
  await playTo(now + 10 * HOUR);
  await tell({ type: 'unsubscribed', contact: 'gone', sequence: 'one' }, now + 11 * HOUR);
  await playTo(now + 5 * DAY);
  expect(await mailsTo('gone')).toHaveLength(1);
  const [end] = await sql<
    { state: string; reason: string }[]
  >`select state, reason from enrollment where no = ${second.no}`;
  expect(end).toEqual({ state: 'exited', reason: 'suppressed' });

  const later = now + 10 * DAY + 9 * HOUR;
  await enrollOne('one', { id: 'still' }, later);
  const held = await enrollOne('two', { id: 'still' }, later);
  await playTo(later + HOUR);
  await sql`update enrollment set state = 'paused' where no = ${held.no}`;
  await playTo(later + 3 * DAY);
  expect(await mailsTo('still')).toHaveLength(1);
  await sql`update enrollment set state = 'active' where no = ${held.no}`;
  await playTo(later + 6 * DAY);
  expect(await mailsTo('still')).toHaveLength(2);
});

test('whatever the caps and the schedule: no rolling window holds too many, everybody gets every mail, no earlier than planned', async () => {
  let start = MONDAY + 400 * DAY;
  let round = 0;
  const cap = fc.record({
    max: fc.integer({ min: 1, max: 3 }),
    per: fc.integer({ min: 1, max: 60 }).map((h) => h * HOUR),
  });
  const gaps = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(cap, { maxLength: 2 }),
      fc.array(fc.tuple(gaps, fc.option(cap), fc.integer({ min: 0, max: 40 })), {
        minLength: 1,
        maxLength: 3,
      }),
      async (workspaceCaps, plans) => {
        start += 400 * DAY;
        const id = `tried-${round++}`;
        await saveSettings(sql, workspaceId, { caps: workspaceCaps });
        const arrivals = plans
          .map(([gaps, own, enrolled], i) => ({ key: `${id}-${i}`, gaps, own, enrolled }))
          .toSorted((a, b) => a.enrolled - b.enrolled);
        for (const { key, gaps, own } of arrivals) {
          const caps = own === null ? [] : [{ max: own.max, per: `${own.per / HOUR}h` }];
          await publishFile(
            { key, minGap: '0s', caps, steps: gaps.map((gap, n) => email(`s${n}`, { after: `${gap}h` })) },
            start,
          );
        }
        for (const { key, enrolled } of arrivals) {
          await playTo(start + enrolled * HOUR);
          await enrollOne(key, { id }, start + enrolled * HOUR);
        }
        await playTo(start + 300 * DAY);
        const mails = await mailsTo(id);
        expect(
          breaks(
            workspaceCaps,
            mails.map(({ at }) => at),
          ),
        ).toBe(false);
        for (const { key, own, gaps, enrolled } of arrivals) {
          const times = mails.filter(({ sequence }) => sequence === key).map(({ at }) => at);
          expect(times).toHaveLength(gaps.length);
          expect(breaks(own === null ? [] : [own], times)).toBe(false);
          let before = start + enrolled * HOUR;
          for (const [n, at] of times.entries()) {
            expect(at).toBeGreaterThanOrEqual(before + (gaps[n] ?? 0) * HOUR);
            before = at;
          }
        }
      },
    ),
    { numRuns: 25 },
  );
});
