import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findZone, localDay, MINUTE, toLocal, UTC } from '../calendar/zone.ts';
import {
  afterMail,
  drawMailbox,
  type MailboxRules,
  type MailboxUse,
  mailsOfDay,
  UNUSED,
  underNewRules,
} from './mailbox.ts';

const NOON = Date.parse('2026-03-27T12:00:00Z');
const box = (rules: Partial<MailboxRules> = {}): MailboxRules => ({
  key: 'ada',
  dailyCap: null,
  minGap: 0,
  jitter: 0,
  timezone: 'UTC',
  ...rules,
});

/** Sends as early as it may, `count` mails from `start` on; answers when each went. */
function sendAll(rules: MailboxRules, count: number, start: number): number[] {
  let use: MailboxUse = UNUSED;
  return Array.from({ length: count }, (_, i) => {
    const at = Math.max(start, use.freeAt);
    use = afterMail(rules, use, { intentId: `intent-${i}`, at });
    return at;
  });
}

test('a mailbox keeps to its gap and its cap a local day, whatever the zone and the lot', () => {
  fc.assert(
    fc.property(
      fc.record({
        dailyCap: fc.option(fc.integer({ min: 1, max: 5 })),
        minGap: fc.integer({ min: 0, max: 600 }).map((minutes) => minutes * MINUTE),
        jitter: fc.integer({ min: 0, max: 90 }).map((minutes) => minutes * MINUTE),
        timezone: fc.constantFrom(
          'UTC',
          'Europe/Berlin',
          'America/New_York',
          'Asia/Kathmandu',
          'Pacific/Apia',
        ),
      }),
      // Over both changes of the clocks in 2026.
      fc
        .integer({ min: 0, max: 240 * 24 })
        .map((hours) => Date.parse('2026-03-01T00:30:00Z') + hours * 60 * MINUTE),
      (rules, start) => {
        const mailbox = box(rules);
        const sent = sendAll(mailbox, 30, start);
        const zone = findZone(mailbox.timezone) ?? UTC;
        const days = new Map<number, number>();
        for (const [i, at] of sent.entries()) {
          const day = localDay(toLocal(zone, at));
          days.set(day, (days.get(day) ?? 0) + 1);
          if (i > 0) expect(at - (sent[i - 1] ?? at)).toBeGreaterThanOrEqual(mailbox.minGap);
        }
        if (mailbox.dailyCap !== null)
          for (const count of days.values()) expect(count).toBeLessThanOrEqual(mailbox.dailyCap);
        // Nobody waits for ever: a day takes one at least.
        const longest = (sent.at(-1) ?? start) - start;
        expect(longest).toBeLessThanOrEqual(30 * (25 * 60 * MINUTE + mailbox.minGap + mailbox.jitter));
      },
    ),
  );
});

test('a full day goes on at the first instant of the next one', () => {
  const berlin = box({ dailyCap: 2, timezone: 'Europe/Berlin' });
  // The night in which the clocks go forward.
  expect(
    sendAll(berlin, 3, Date.parse('2026-03-28T12:00:00Z')).map((at) => new Date(at).toISOString()),
  ).toEqual(['2026-03-28T12:00:00.000Z', '2026-03-28T12:00:00.000Z', '2026-03-28T23:00:00.000Z']);
});

test('the lot of a mail adds up to the jitter, the same one every time, and another to another mail', () => {
  const mailbox = box({ minGap: 5 * MINUTE, jitter: 10 * MINUTE });
  const gaps = Array.from(
    { length: 200 },
    (_, i) => afterMail(mailbox, UNUSED, { intentId: `${i}`, at: NOON }).freeAt - NOON,
  );
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(5 * MINUTE);
  expect(Math.max(...gaps)).toBeLessThanOrEqual(15 * MINUTE);
  expect(new Set(gaps).size).toBeGreaterThan(190);
  expect(afterMail(mailbox, UNUSED, { intentId: '7', at: NOON }).freeAt - NOON).toBe(gaps[7]);
});

test('what was sent today counts under new rules', () => {
  const use = afterMail(box({ dailyCap: 1 }), UNUSED, { intentId: 'a', at: NOON });
  expect(mailsOfDay(box(), use, NOON)).toBe(1);
  expect(underNewRules(box({ dailyCap: 2 }), use).freeAt).toBe(NOON);
  expect(underNewRules(box({ dailyCap: 1, minGap: 60 * MINUTE }), use).freeAt).toBe(use.freeAt);
  expect(underNewRules(box({ minGap: 60 * MINUTE }), use).freeAt).toBe(NOON + 60 * MINUTE);
  expect(mailsOfDay(box(), use, NOON + 24 * 60 * MINUTE)).toBe(0);
});

test('an enrollment draws the same mailbox each time, in whatever order they come, and each draws its share', () => {
  const boxes = ['ada', 'bob', 'eve'].map((key) => box({ key }));
  const drawn = Array.from({ length: 600 }, (_, i) => drawMailbox(`enrollment-${i}`, boxes)?.key);
  expect(drawn).toEqual(drawn.map((_, i) => drawMailbox(`enrollment-${i}`, boxes.toReversed())?.key));
  for (const { key } of boxes) expect(drawn.filter((each) => each === key).length).toBeGreaterThan(150);
  expect(drawMailbox('enrollment', [])).toBeNull();
});
