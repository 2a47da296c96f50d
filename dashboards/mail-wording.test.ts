import { expect, test } from '@jest/globals';
import { howMany, place, seen, standing, whatCameOfIt } from './mail-wording.ts';
import type { Standing } from './read-out.ts';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');
const dueAt = '2026-01-06T08:00:00Z';
const active: Standing = { state: 'active', reason: null, nextStep: 'value-add', dueAt, endedAt: null };
const left: Standing = { state: 'exited', reason: 'replied', nextStep: null, dueAt: null, endedAt: dueAt };
const taken = { kind: 'human-reply', events: ['replied'], repeated: false };

test('an accepted answer says whether it ended the sequence', () => {
  const ended =
    'Accepted: the reply came in as a mail (human reply). It ends the sequence for this contact: no further step follows.';
  expect(whatCameOfIt('reply', taken, active, left)).toBe(ended);
  expect(whatCameOfIt('reply', taken, active, active)).toContain('does not end this sequence');
  expect(whatCameOfIt('reply', taken, left, left)).toContain('had ended before');
});

test('one that came in before changes nothing, and neither does one that another door told of', () => {
  for (const again of [
    { ...taken, repeated: true },
    { ...taken, kind: 'bounce', events: [] },
  ])
    expect(whatCameOfIt('reply', again, left, left)).toMatch(/^Duplicate: .* counts once/);
});

test.each([
  [active, 'Under way. Next step: value add, due 6 Jan 2026, 08:00 UTC.'],
  [{ ...active, dueAt: null }, 'Under way. Next step: value add.'],
  [{ ...active, nextStep: null }, 'Under way. Every step is behind it.'],
  [{ ...active, state: 'paused' }, 'Paused. Next step: value add, due 6 Jan 2026, 08:00 UTC.'],
  [left, 'Left the sequence on 6 Jan 2026, 08:00 UTC: replied.'],
  [
    { ...left, state: 'finished', reason: null },
    'Finished on 6 Jan 2026, 08:00 UTC: every step is behind it.',
  ],
  [{ ...left, state: 'failed', reason: 'no-address' }, 'Failed on 6 Jan 2026, 08:00 UTC: no address.'],
] as [Standing, string][])('where an enrollment stands: %#', (stands, text) => {
  expect(plain(standing(stands))).toBe(text);
});

test('what was seen at a step, once and more often', () => {
  const sighting = { type: 'opened', firstAt: dueAt, count: 1 };
  expect(plain(seen(sighting))).toBe('opened 6 Jan 2026, 08:00 UTC');
  expect(plain(seen({ ...sighting, count: 3 }))).toBe('opened 3 times, first 6 Jan 2026, 08:00 UTC');
});

test('a step without variants names none', () => {
  expect(place('Outbound', 'case-study', 'b')).toBe('Outbound · case study · variant b');
  expect(place('Outbound', 'break-up', '')).toBe('Outbound · break up');
});

test('how many mails are shown is not said to be all of them', () => {
  const page = { total: 31_204, mail: [], nextCursor: 'more' };
  expect(howMany(20, page, false)).toBe('The newest 20 of 31,204 mails.');
  expect(howMany(20, page, true)).toBe('The newest 20 mails.');
  expect(howMany(1, { ...page, nextCursor: null }, true)).toBe('1 mail, newest first.');
  expect(howMany(0, { ...page, nextCursor: null }, true)).toBe('No mail matches this.');
});
