import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DAY, HOUR } from '../calendar/zone.ts';
import { type Cap, capsAllowAt, capsLookBack } from './cap.ts';
import { UNUSED } from './mailbox.ts';
import { type PacedMailbox, type PastMail, pace, type WaitingMail } from './pace.ts';

const NOW = Date.parse('2026-03-02T09:00:00Z');

const mail = (name: string, change: Partial<WaitingMail> = {}): WaitingMail => ({
  intentId: `intent-${name}`,
  enrollmentId: `enrollment-${name}`,
  contactId: 1,
  sequenceId: 1,
  workspaceId: 1,
  isVoid: false,
  mailboxId: null,
  mailboxKeys: [],
  sequenceCaps: [],
  workspaceCaps: [],
  opensAt: (since) => since,
  ...change,
});

const mailbox = (id: number, change: Partial<PacedMailbox> = {}): PacedMailbox => ({
  ...{ id, workspaceId: 1, key: `box-${id}`, state: 'active', timezone: 'UTC' },
  ...{ dailyCap: null, minGap: HOUR, jitter: 0 },
  ...UNUSED,
  ...change,
});

const caps = fc.array(
  fc.record({
    max: fc.integer({ min: 1, max: 4 }),
    per: fc.integer({ min: 1, max: 200 }).map((hours) => hours * HOUR),
  }),
  { minLength: 1, maxLength: 3 },
);

test('whatever the schedule, no window ever holds more than its cap, and none waits longer than the caps make it', () => {
  fc.assert(
    fc.property(caps, fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 40 }), (limits, asked) => {
      const sent: number[] = [];
      for (const hour of asked.toSorted((left, right) => left - right)) {
        const now = Math.max(NOW + hour * HOUR, sent.at(-1) ?? 0);
        const at = capsAllowAt(limits, sent, now);
        expect(at).toBeLessThanOrEqual(Math.max(now, (sent.at(-1) ?? now) + capsLookBack(limits).span));
        // Not an instant earlier than it must be.
        if (at > now) expect(breaks(limits, [...sent, at - 1])).toBe(true);
        sent.push(at);
        expect(breaks(limits, sent)).toBe(false);
      }
    }),
  );
});

function breaks(limits: readonly Cap[], sent: readonly number[]): boolean {
  return limits.some(({ max, per }) =>
    sent.some((end) => sent.filter((at) => at > end - per && at <= end).length > max),
  );
}

test('two sequences that write to one contact share the cap of the workspace, first come first served', () => {
  const workspaceCaps = [{ max: 1, per: DAY }];
  const { paces } = pace(
    [
      mail('a', { workspaceCaps }),
      mail('b', { sequenceId: 2, workspaceCaps }),
      mail('c', { contactId: 2, workspaceCaps }),
    ],
    [],
    [],
    NOW,
  );
  expect(paces.map(({ goes, waitsUntil }) => [goes, waitsUntil])).toEqual([
    [true, null],
    [false, NOW + DAY],
    [true, null],
  ]);
});

test('the cap of a sequence counts its own mails alone', () => {
  const past: PastMail[] = [{ contactId: 1, sequenceId: 2, at: NOW - HOUR }];
  const sequenceCaps = [{ max: 1, per: DAY }];
  expect(pace([mail('a', { sequenceCaps })], [], past, NOW).paces[0]?.goes).toBe(true);
  expect(pace([mail('a', { sequenceCaps, sequenceId: 2 })], [], past, NOW).paces[0]?.waitsUntil).toBe(
    NOW + 23 * HOUR,
  );
});

test('a capped mail waits for the first open hour after its cap', () => {
  const past: PastMail[] = [{ contactId: 1, sequenceId: 2, at: NOW - HOUR }];
  const opensAt = (since: number) => Math.ceil(since / DAY) * DAY + 9 * HOUR;
  const { paces } = pace([mail('a', { workspaceCaps: [{ max: 1, per: DAY }], opensAt })], [], past, NOW);
  expect(paces[0]?.waitsUntil).toBe(Date.parse('2026-03-04T09:00:00Z'));
});

test('a mailbox sends one and the next queues for it; closed hours and suppressed contacts take no turn', () => {
  const closed = mail('closed', { opensAt: () => NOW + DAY });
  const gone = mail('gone', { isVoid: true });
  const { paces, uses } = pace([closed, gone, mail('a'), mail('b')], [mailbox(1)], [], NOW);
  expect(paces.map(({ goes, waitsUntil, mailboxId }) => [goes, waitsUntil, mailboxId])).toEqual([
    [false, NOW + DAY, 1],
    [true, null, null],
    [true, null, 1],
    [false, null, 1],
  ]);
  expect(uses.get(1)).toEqual({ freeAt: NOW + HOUR, lastAt: NOW, used: 1 });
});

test('an enrollment keeps its mailbox even while it is paused, and draws another when it is gone', () => {
  const boxes = [mailbox(1, { state: 'paused' }), mailbox(2)];
  const [kept] = pace([mail('a', { mailboxId: 1 })], boxes, [], NOW).paces;
  expect([kept?.goes, kept?.mailboxId, kept?.waitsUntil]).toEqual([false, 1, null]);
  const [drawn] = pace([mail('a', { mailboxId: 7 })], boxes, [], NOW).paces;
  expect([drawn?.goes, drawn?.mailboxId]).toEqual([true, 2]);
});

test('a sequence writes from the mailboxes it names, of its own workspace', () => {
  const boxes = [mailbox(1), mailbox(2), mailbox(3, { workspaceId: 2, key: 'box-2' })];
  for (let i = 0; i < 20; i++)
    expect(pace([mail(`${i}`, { mailboxKeys: ['box-2'] })], boxes, [], NOW).paces[0]?.mailboxId).toBe(2);
});
