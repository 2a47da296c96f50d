import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { incidenceByHours } from './incidence-by-hours.ts';
import { personSteps } from './person-steps.ts';
import { stepRates } from './step-rates.ts';
import type { EnrollmentLog, TouchLog } from './touch-record.ts';

const steps = [
  { windowHours: 120, waitHours: 72 },
  { windowHours: 120, waitHours: 200 },
  { windowHours: 120, waitHours: null },
];
const log = (enrollments: readonly EnrollmentLog[], rest: Partial<TouchLog> = {}): TouchLog => ({
  ...{ steps, enrollments, asOf: 1000, attribution: 'last-touch' },
  ...rest,
});
const sent = (...at: number[]) => at.map((hours, step) => ({ step, at: hours }));
const ends = (given: TouchLog) => personSteps(given).rows.map(({ end, hours }) => `${end} ${hours}`);

test('a late reply belongs to the last touch, unless its thread names an earlier one', () => {
  const enrollment = { sends: sent(0, 72), event: { at: 80, step: 0 }, exitAt: null };
  expect(ends(log([enrollment]))).toEqual(['handover 72', 'success 8']);
  expect(ends(log([enrollment], { attribution: 'thread' }))).toEqual(['success 80', 'other-exit 8']);
});

test('a reply after the window is counted nowhere but in the totals', () => {
  const enrollment = { sends: sent(0, 72, 272), event: { at: 393, step: null }, exitAt: null };
  const table = personSteps(log([enrollment]));
  expect(table.rows.map(({ end }) => end)).toEqual(['handover', 'window-closed', 'window-closed']);
  expect(table.unattributed).toBe(1);
});

test('where two ends fall together the reply counts, then the exit, then the hand-over, then the window', () => {
  const at72 = { sends: sent(0, 72), event: { at: 72, step: null }, exitAt: 72 };
  expect(ends(log([at72]))[0]).toBe('success 72');
  expect(ends(log([{ ...at72, event: null }]))[0]).toBe('other-exit 72');
  expect(ends(log([{ ...at72, event: null, exitAt: null }], { asOf: 72 }))[0]).toBe('handover 72');
});

const enrollment = fc
  .record({
    start: fc.integer({ min: 0, max: 600 }),
    sends: fc.integer({ min: 1, max: 3 }),
    event: fc.option(fc.integer({ min: 0, max: 900 })),
    exit: fc.option(fc.integer({ min: 0, max: 900 })),
  })
  .map(({ start, sends, event, exit }): EnrollmentLog => {
    const at = [0, 72, 272].slice(0, sends).map((wait) => start + wait);
    const later = (wait: number | null) => (wait === null ? null : start + wait);
    const replied = later(event);
    return {
      sends: sent(...at),
      event: replied === null ? null : { at: replied, step: null },
      exitAt: later(exit),
    };
  });
const logs = fc.tuple(fc.array(enrollment, { maxLength: 40 }), fc.integer({ min: 0, max: 1600 }));

test('every touch ends once, whoever comes first, and what is mature does not depend on the outcome', () => {
  fc.assert(
    fc.property(logs, ([enrollments, asOf]) => {
      const forth = stepRates(personSteps(log(enrollments, { asOf })).rows, 3);
      const back = stepRates(personSteps(log([...enrollments].reverse(), { asOf })).rows, 3);
      expect(back).toEqual(forth);
      const silent = enrollments.map((one) => ({ ...one, event: null, exitAt: null }));
      const unanswered = stepRates(personSteps(log(silent, { asOf })).rows, 3);
      for (const [k, rates] of forth.entries()) {
        const { sent: all, successes, otherExits, handovers, windowsClosed, censored } = rates;
        expect(successes + otherExits + handovers + windowsClosed + censored).toBe(all);
        expect(rates.mature.atRisk).toBe(unanswered[k]?.mature.atRisk);
      }
    }),
  );
});

test('once everything has matured the three rates are one', () => {
  fc.assert(
    fc.property(fc.array(enrollment, { minLength: 1, maxLength: 40 }), (enrollments) => {
      for (const rates of stepRates(personSteps(log(enrollments, { asOf: 5000 })).rows, 3)) {
        expect(rates.mature.rate).toBe(rates.naiveRate);
        if (rates.naiveRate !== null) expect(rates.aalenJohansen).toBeCloseTo(rates.naiveRate, 12);
      }
    }),
  );
});

test('censored touches lend their weight to those still watched', () => {
  const rows = [
    { end: 'censored', hours: 1 },
    { end: 'success', hours: 2 },
    { end: 'window-closed', hours: 9 },
  ] as const;
  expect(incidenceByHours(rows)).toMatchObject([{ hours: 2, atRisk: 2, successes: 1, incidence: 0.5 }]);
});

test('a log that contradicts itself is refused by name', () => {
  const twice = { sends: [...sent(0), ...sent(5)], event: null, exitAt: null };
  expect(() => personSteps(log([twice]))).toThrow('enrollments[0].sends[1].step: step 0 is sent twice');
  const unknown = { sends: [{ step: 3, at: 0 }], event: null, exitAt: null };
  expect(() => personSteps(log([unknown]))).toThrow('there is no step 3');
});
