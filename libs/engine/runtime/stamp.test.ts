import { expect, test } from '@jest/globals';
import type { EventDraft } from '#engine';
import { engineEvent, engineLog, type Place, type Subject } from './stamp.ts';

const subject: Subject = {
  workspace: 'de"fault',
  sequence: 'outreach',
  version: 3,
  enrollmentId: '6d2b1b53-6d2e-4d0c-9f0c-0b5f6c1a7e01',
  enrollmentNo: 42,
  enrolledAt: Date.UTC(2026, 0, 5, 23, 59, 59, 999),
  subjectKey: 'f00d',
  arms: { 'outreach.intro': 'b', 'größe "x"': 'a' },
};
const place: Place = {
  intentId: '6d2b1b53-6d2e-4d0c-9f0c-0b5f6c1a7e02',
  step: 'intro',
  position: 1,
  visit: 2,
  variant: 'größe',
  touchAt: Date.UTC(2026, 0, 6),
  sentAt: null,
};

test.each<[where: string, of: Place | null]>([
  ['a touch that was not sent', place],
  ['a touch that was sent', { ...place, sentAt: place.touchAt + 1 }],
  ['no touch', null],
])('what is written of an event of %s is its JSON, field for field', (_, of) => {
  const drafts: EventDraft[] = [
    { type: 'reached' },
    { type: 'failed', name: 'na"me', properties: { reason: 'x' } },
  ];
  const [occurredAt, receivedAt] = [place.touchAt + 5, place.touchAt + 9];
  const row = engineLog(drafts, occurredAt, subject, of, receivedAt);
  const events = row?.own.split('\n').map((own) => ({ ...JSON.parse(own), ...JSON.parse(row.shared) }));
  const whole = drafts.map((draft) =>
    JSON.parse(engineEvent(draft, occurredAt, subject, of, receivedAt).body),
  );
  expect(events).toEqual(whole);
  expect(row?.shared).toBe(JSON.stringify(JSON.parse(row?.shared ?? '')));
  expect(Object.keys(events?.[0] ?? {})).toEqual(Object.keys(whole[0]));
});
