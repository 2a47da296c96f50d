import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { calendarOf } from './calendar/slot.ts';
import { decide, MOST_VISITS } from './decide.ts';
import type { Enrollment, Wake } from './enrollment.ts';
import { parseSequence } from './file/parse.ts';
import type { Arrival } from './react.ts';
import type { Sequence } from './sequence.ts';
import { newEnrollment, simulate } from './simulate.ts';

const DAY = 86_400_000;
const START = Date.parse('2026-01-01T00:00Z');

const delays = fc.constantFrom('0d', '30m', '36h', '2d', '3 business days', 'P5D');
const pauses = fc.constantFrom('30m', '36h', '2d', '3 business days');
const events = fc.constantFrom('opened', 'clicked', 'replied', 'converted', 'converted:reorder', 'bounced');
const zones = fc.constantFrom(
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  null,
  'Junk',
);

/** What the steps of a random file are made of; where things lead is settled when the number of steps is known. */
const part = fc.record({
  type: fc.constantFrom('email', 'email', 'email', 'task', 'task', 'wait', 'branch'),
  gap: fc.integer({ min: 0, max: 6 }),
  byDay: fc.boolean(),
  delay: delays,
  pause: pauses,
  event: events,
  asks: fc.nat(),
  leads: fc.nat(),
  withStep: fc.boolean(),
  arms: fc.integer({ min: 1, max: 3 }),
});

const schedules = fc.constantFrom(
  undefined,
  {
    timezone: 'contact',
    days: ['mon', 'tue', 'wed', 'thu', 'fri'],
    from: '09:00',
    to: '17:00',
    holidays: ['2026-04-06'],
  },
  { timezone: 'Europe/Berlin', days: ['sun'], from: '02:00', to: '03:00' },
  { from: '22:00' },
);

/** Valid files: forward branches, and circles over a wait. */
const sequences: fc.Arbitrary<Sequence> = fc
  .record({
    parts: fc.array(part, { minLength: 1, maxLength: 10 }),
    schedule: schedules,
    minGap: fc.constantFrom('0d', '1d', '90m'),
  })
  .map(({ parts, schedule, minGap }) => {
    let day = 0;
    const keyAt = (index: number) => `s-${index}`;
    const steps = parts.flatMap((each, index): Record<string, unknown>[] => {
      day += each.gap;
      const key = keyAt(index);
      const due = each.byDay ? { day } : { after: each.delay };
      const asked = each.withStep ? { step: keyAt(each.asks % parts.length) } : {};
      switch (each.type) {
        case 'email': {
          const variants = Array.from({ length: each.arms }, (_, arm) => ({
            key: `v-${arm}`,
            weight: arm + 1,
          }));
          return [{ key, type: 'email', ...due, subject: 'Hello', body: 'Hi', variants }];
        }
        case 'task':
          return [{ key, type: 'task', ...due, channel: 'call', title: 'Call', autoSkipAfter: each.pause }];
        case 'wait':
          return [{ key, type: 'wait', for: each.pause, until: { event: each.event, ...asked } }];
        default: {
          const ways = [
            keyAt(each.leads % parts.length),
            index + 1 < parts.length ? keyAt(index + 1) : 'end',
          ];
          const condition = { event: each.event, ...asked, within: '3d' };
          return [
            { key, type: 'wait', for: each.pause },
            Object.fromEntries([
              ['key', `${key}-b`],
              ['type', 'branch'],
              ['if', condition],
              ['then', ways[0]],
              ['else', ways[1]],
            ]),
          ];
        }
      }
    });
    const file = {
      key: 'demo',
      goal: 'replied',
      schedule,
      minGap,
      stopOn: ['unsubscribed'],
      steps: [...steps, { key: 'end', type: 'exit' }],
    };
    const parsed = parseSequence(file);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    return parsed.sequence;
  });

const arrivals: fc.Arbitrary<Arrival[]> = fc.array(
  fc.record({
    type: fc.constantFrom(
      'opened',
      'clicked',
      'replied',
      'converted',
      'bounced',
      'task-completed',
      'task-skipped',
    ),
    name: fc.constantFrom('', 'reorder'),
    machine: fc.boolean(),
    hard: fc.boolean(),
    step: fc.integer({ min: 0, max: 9 }).map((index) => `s-${index}`),
    visit: fc.integer({ min: 1, max: 12 }),
    occurredAt: fc.integer({ min: START, max: START + 90 * DAY }),
  }),
  { maxLength: 12 },
);

const starts = fc
  .record({ id: fc.uuid(), timezone: zones, enrolledAt: fc.integer({ min: START, max: START + 365 * DAY }) })
  .map(({ id, timezone, enrolledAt }) =>
    newEnrollment({ id, enrolledAt, contact: { id: 'c-1', email: null, timezone, attributes: {} } }),
  );

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(freeze);
  return value;
}

test('every run ends or sleeps for a task, visit by visit, forward in time, mails apart and in open hours', () => {
  fc.assert(
    fc.property(sequences, starts, arrivals, (sequence, start, happenings) => {
      const run = simulate(sequence, start, happenings);
      expect(run.ended !== null || run.enrollment.openTasks.length > 0).toBe(true);
      expect(run.enrollment.visit).toBeLessThanOrEqual(MOST_VISITS);
      const calendar = calendarOf(sequence.schedule, start.contact);
      let before = start.enrolledAt;
      let visit = 0;
      let mailedAt = Number.NEGATIVE_INFINITY;
      for (const { at, decision } of run.moments) {
        const { next } = decision;
        expect(at).toBeGreaterThanOrEqual(before);
        before = at;
        if (next.state === 'active' && next.dueAt !== null) {
          expect(next.dueAt).toBeGreaterThanOrEqual(at);
          // Without a visit, the answer must lie ahead, or an engine would ask forever.
          if (decision.visit === null) expect(next.dueAt).toBeGreaterThan(at);
        }
        if (decision.visit === null) continue;
        expect(decision.visit.visit).toBe(++visit);
        expect(decision.events[0]).toEqual({ type: 'reached' });
        if (decision.visit.effect.kind === 'none') continue;
        expect(calendar.nextOpen(at)).toBe(at);
        if (decision.visit.effect.kind !== 'send') continue;
        // A day may lose an hour to the clocks.
        expect(at - mailedAt).toBeGreaterThanOrEqual(sequence.minGap - 3_600_000);
        mailedAt = at;
      }
    }),
    { numRuns: 300 },
  );
});

test('the same run comes out twice', () => {
  fc.assert(
    fc.property(sequences, starts, arrivals, (sequence, start, happenings) => {
      expect(simulate(structuredClone(sequence), structuredClone(start), happenings)).toEqual(
        simulate(sequence, start, happenings),
      );
    }),
    { numRuns: 100 },
  );
});

const wakes: fc.Arbitrary<Wake | null> = fc.oneof(
  fc.constant(null),
  fc.record({ task: fc.integer({ min: 0, max: 5 }) }),
  fc.record({ contact: fc.constantFrom('plan', 'trialEndsAt') }),
  fc.record({ event: events, step: fc.constantFrom(null, 's-0', 'gone') }),
);
const times = fc.integer({ min: START - DAY, max: START + 400 * DAY });
const marks = fc.record({
  first: times,
  last: times,
  count: fc.integer({ min: 1, max: 9 }),
  times: fc.array(times, { maxLength: 9 }),
});

test('any enrollment at any time gets a decision, always the same one, and nothing it was asked about changes', () => {
  const standing = fc.record({
    cursor: fc.integer({ min: 0, max: 14 }),
    visit: fc.integer({ min: 0, max: MOST_VISITS + 1 }),
    lastEmailAt: fc.option(times),
    wake: wakes,
    arms: fc.dictionary(fc.constantFrom('demo.s-0', 'demo.s-1'), fc.constantFrom('v-0', 'v-1', 'gone')),
    seen: fc.dictionary(fc.constantFrom('', 's-0', 's-1'), fc.dictionary(events, marks)),
    sentAt: fc.dictionary(fc.constantFrom('s-0', 's-1', 's-2'), times),
    openTasks: fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 3 }),
  });
  fc.assert(
    fc.property(sequences, starts, standing, times, (sequence, start, changes, now) => {
      const cursor = Math.min(changes.cursor, sequence.steps.length);
      const enrollment: Enrollment = freeze({ ...start, ...changes, cursor });
      const decision = decide(freeze(sequence), enrollment, now);
      expect(decide(sequence, enrollment, now)).toEqual(decision);
      expect(JSON.parse(JSON.stringify(decision))).toEqual(decision);
      if (decision.next.state === 'active') {
        expect(decision.next.cursor).toBeLessThanOrEqual(sequence.steps.length);
        expect(decision.next.dueAt === null).toBe(
          decision.next.wake !== null && 'task' in decision.next.wake,
        );
      }
    }),
    { numRuns: 1_000 },
  );
});

test('a later start is never due earlier', () => {
  fc.assert(
    fc.property(sequences, starts, fc.integer({ min: 0, max: 5 * DAY }), (sequence, start, later) => {
      const [first] = simulate(sequence, start).moments;
      const [second] = simulate(sequence, { ...start, enrolledAt: start.enrolledAt + later }).moments;
      expect(second?.at ?? 0).toBeGreaterThanOrEqual(first?.at ?? 0);
    }),
    { numRuns: 200 },
  );
});
