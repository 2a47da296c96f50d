import { describe, expect, test } from '@jest/globals';
import { findZone, UTC } from './calendar/zone.ts';
import { instantOf } from './contact-date.ts';
import { decide } from './decide.ts';
import { parseSequenceText } from './file/parse.ts';
import { newEnrollment, simulate } from './simulate.ts';

const DAY = 86_400_000;
const HOUR = DAY / 24;
const berlin = findZone('Europe/Berlin') ?? UTC;
const iso = (instant: number | null) => (instant === null ? null : new Date(instant).toISOString());

function reckon(value: unknown, { offset = 0, at = null as number | null, zone = berlin } = {}) {
  return iso(instantOf({ contact: 'trialEndsAt', offset, at }, { attributes: { trialEndsAt: value } }, zone));
}

describe('a date of a contact', () => {
  test.each([
    ['2026-03-20', '2026-03-19T23:00:00.000Z'],
    ['2026-03-20T09:30', '2026-03-20T08:30:00.000Z'],
    ['2026-03-20T09:30:15Z', '2026-03-20T09:30:15.000Z'],
    ['2026-03-20 09:30+05:30', '2026-03-20T04:00:00.000Z'],
    [' 2024-02-29 ', '2024-02-28T23:00:00.000Z'],
  ])('%j is read on the wall clock of the contact', (value, expected) => {
    expect(reckon(value)).toBe(expected);
  });

  test.each([
    ...[undefined, null, '', 'soon', 0, 1_773_000_000, true, ['2026-03-20'], { date: '2026-03-20' }],
    ...[
      '2026-02-29',
      '2026-13-01',
      '2026-03-20T25:00',
      '03/20/2026',
      '20.03.2026',
      '1969-12-31',
      '2100-01-02',
    ],
  ])('%j is none', (value) => {
    expect(reckon(value)).toBeNull();
  });

  test('what every object inherits is none', () => {
    const date = { contact: 'constructor', offset: 0, at: null };
    expect(instantOf(date, { attributes: {} }, berlin)).toBeNull();
  });

  test('days before it keep the local time over a change of clocks, hours are elapsed time', () => {
    expect(reckon('2026-03-30T09:00', { offset: -2 * DAY })).toBe('2026-03-28T08:00:00.000Z');
    expect(reckon('2026-03-30T09:00', { offset: -36 * HOUR })).toBe('2026-03-28T19:00:00.000Z');
    expect(reckon('2026-03-30', { offset: -2 * DAY, at: 9 * 60 })).toBe('2026-03-28T08:00:00.000Z');
    expect(reckon('2026-03-30T22:00Z', { offset: DAY, at: 9 * 60 })).toBe('2026-04-01T07:00:00.000Z');
  });
});

const MAIL = 'type: email, subject: Hello, body: Hi';

/** `more` stands in the wait; without a way to it, the last step is left out. */
function sequenceOf(more = '') {
  const parsed = parseSequenceText(`
key: trial
goal: converted
schedule: { timezone: contact }
steps:
  - { key: hello, ${MAIL}, day: 0 }
  - { key: ends, type: wait, untilDate: { contact: trialEndsAt, offset: -2d, at: "09:00" }${more} }
  - { key: last-days, ${MAIL}, after: 0d }
  - { key: over, type: exit }
${more === '' ? '' : `  - { key: no-trial, ${MAIL}, after: 2d }`}
`);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.sequence;
}

const ENROLLED = Date.parse('2026-03-02T10:00Z');

function enrolled(attributes: Record<string, unknown>) {
  const contact = { id: 'ada', email: null, timezone: 'Europe/Berlin', attributes };
  return newEnrollment({ id: 'e', contact, enrolledAt: ENROLLED });
}

const visits = (more: string, attributes: Record<string, unknown>) =>
  simulate(sequenceOf(more), enrolled(attributes)).moments.flatMap(({ at, decision: { visit } }) =>
    visit === null ? [] : [`${visit.step} ${iso(at)?.slice(0, 16)}`],
  );

describe('a wait up to a date of the contact', () => {
  test('lasts until then', () => {
    expect(visits(', else: no-trial', { trialEndsAt: '2026-03-20' })).toEqual([
      'hello 2026-03-02T10:00',
      'ends 2026-03-18T08:00',
      'last-days 2026-03-18T08:00',
      'over 2026-03-18T08:00',
    ]);
  });

  test('whose date has gone by holds nobody up', () => {
    expect(visits(', else: no-trial', { trialEndsAt: '2026-01-01' }).slice(1, 2)).toEqual([
      'ends 2026-03-02T10:00',
    ]);
  });

  test('leads those without a date elsewhere', () => {
    const elsewhere = ['hello 2026-03-02T10:00', 'ends 2026-03-02T10:00', 'no-trial 2026-03-04T10:00'];
    expect(visits(', else: no-trial', {})).toEqual(elsewhere);
    expect(visits(', else: no-trial', { trialEndsAt: 'soon' })).toEqual(elsewhere);
  });

  test('fails visibly where there is nowhere else to go', () => {
    const standing = { ...enrolled({ trialEndsAt: 'soon' }), cursor: 1, visit: 1 };
    expect(decide(sequenceOf(), standing, ENROLLED)).toMatchObject({
      visit: { step: 'ends' },
      events: [{ type: 'reached' }, { type: 'failed', properties: { reason: 'no-date:trialEndsAt' } }],
      next: { state: 'failed', reason: 'no-date:trialEndsAt' },
    });
  });

  test('sleeps with an ear for the contact, and asks again when it is woken', () => {
    const sequence = sequenceOf(', else: no-trial');
    const standing = { ...enrolled({ trialEndsAt: '2026-03-20' }), cursor: 1, visit: 1 };
    const asleep = decide(sequence, standing, ENROLLED);
    expect(asleep).toMatchObject({
      visit: null,
      next: { cursor: 1, dueAt: Date.parse('2026-03-18T08:00Z'), wake: { contact: 'trialEndsAt' } },
    });
    const woken = { ...standing, ...enrolled({ trialEndsAt: '2026-03-10' }), cursor: 1, visit: 1 };
    expect(decide(sequence, { ...woken, wake: { contact: 'trialEndsAt' } }, ENROLLED).next).toMatchObject({
      dueAt: Date.parse('2026-03-08T08:00Z'),
    });
  });
});
