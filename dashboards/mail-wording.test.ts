import { expect, test } from '@jest/globals';
import { howMany, place, seen, standing, whatCameOfIt } from './mail-wording.ts';
import type { Standing } from './read-out.ts';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');
const reply = { type: 'replied', noun: 'reply' } as const;
const dueAt = '2026-01-06T08:00:00Z';
const active: Standing = { state: 'active', reason: null, nextStep: 'value-add', dueAt, endedAt: null };
const left: Standing = { state: 'exited', reason: 'replied', nextStep: null, dueAt: null, endedAt: dueAt };
const accepted = { accepted: 1, duplicates: 0, rejected: [] };

test('an accepted answer says whether it ended the sequence', () => {
  const ended =
    'Accepted: the reply was taken in. It ends the sequence for this contact: no further step follows.';
  expect(whatCameOfIt(reply, accepted, active, left)).toBe(ended);
  expect(whatCameOfIt(reply, accepted, active, active)).toContain('does not end this sequence');
  expect(whatCameOfIt(reply, accepted, left, left)).toContain('had ended before');
});

test('a duplicate and a refusal change nothing, and say why', () => {
  const duplicate = { accepted: 0, duplicates: 1, rejected: [] };
  expect(whatCameOfIt(reply, duplicate, left, left)).toMatch(/^Duplicate: .* counts once/);
  const refusal = {
    code: 'unknown-touch',
    detail: 'touch: 7 is not known',
    fix: 'Send the intentId of a touch.',
  };
  const refused = { accepted: 0, duplicates: 0, rejected: [refusal] };
  expect(whatCameOfIt(reply, refused, active, active)).toBe(
    'Refused: touch: 7 is not known. Send the intentId of a touch.',
  );
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
