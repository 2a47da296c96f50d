import { describe, expect, test } from '@jest/globals';
import { decide, firstDue, MOST_VISITS } from './decide.ts';
import type { Enrollment } from './enrollment.ts';
import { parseSequenceText } from './file/parse.ts';
import type { Sequence } from './sequence.ts';
import { newEnrollment } from './simulate.ts';

const DAY = 86_400_000;
const at = (iso: string) => Date.parse(iso);
const iso = (instant: number | null) =>
  instant === null ? null : new Date(instant).toISOString().slice(0, 16);

function sequenceOf(steps: string, head = ''): Sequence {
  const parsed = parseSequenceText(`key: demo\ngoal: replied\n${head}\nsteps:\n${steps}`);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.sequence;
}

const MAIL = 'type: email, subject: Hello, body: Hi';
const ENROLLED = at('2026-01-05T10:00Z');

function enrollment(changes: Partial<Enrollment> = {}): Enrollment {
  const contact = {
    id: 'c-1',
    email: 'ada@example.org',
    timezone: 'Europe/Berlin',
    attributes: { plan: 'trial' },
  };
  return { ...newEnrollment({ id: 'e-1', contact, enrolledAt: ENROLLED }), ...changes };
}

describe('an email', () => {
  const sequence = sequenceOf(`  - { key: a, ${MAIL}, day: 0 }\n  - { key: b, ${MAIL}, day: 2 }`);

  test('is sent, and the next step falls due on its day', () => {
    expect(decide(sequence, enrollment(), ENROLLED)).toEqual({
      visit: { step: 'a', position: 1, visit: 1, variant: 'default', effect: { kind: 'send' } },
      events: [{ type: 'reached' }],
      next: { state: 'active', cursor: 1, dueAt: ENROLLED + 2 * DAY, wake: null },
    });
  });

  test('that is the last completes the sequence', () => {
    const decision = decide(sequence, enrollment({ cursor: 1, visit: 1 }), ENROLLED + 2 * DAY);
    expect(decision.events).toEqual([{ type: 'reached' }, { type: 'completed' }]);
    expect(decision.next).toEqual({ state: 'finished' });
  });

  test('waits for the gap after the email before it, from the side of both', () => {
    const late = ENROLLED + 2 * DAY - 3_600_000;
    expect(decide(sequence, enrollment(), late).next).toMatchObject({ dueAt: late + DAY });
    const early = decide(
      sequence,
      enrollment({ cursor: 1, visit: 1, lastEmailAt: late }),
      ENROLLED + 2 * DAY,
    );
    expect(early).toEqual({
      visit: null,
      events: [],
      next: { state: 'active', cursor: 1, dueAt: late + DAY, wake: null },
    });
  });

  test('is not held up by a gap of none', () => {
    const close = sequenceOf(
      `  - { key: a, ${MAIL}, day: 0 }\n  - { key: b, ${MAIL}, after: 5m }`,
      'minGap: 0d',
    );
    expect(decide(close, enrollment(), ENROLLED).next).toMatchObject({ dueAt: ENROLLED + 300_000 });
  });

  test('is never sent before its day, however early it is asked for', () => {
    const decision = decide(sequence, enrollment({ cursor: 1, visit: 1 }), ENROLLED + DAY);
    expect(decision).toMatchObject({ visit: null, next: { dueAt: ENROLLED + 2 * DAY } });
  });

  test('is never sent outside the hours, however late the engine comes', () => {
    const office = sequenceOf(
      `  - { key: a, ${MAIL}, day: 1 }`,
      'schedule: { days: [mon, tue], from: "09:00", to: "17:00" }',
    );
    const decision = decide(office, enrollment(), at('2026-01-07T09:00Z'));
    expect(decision.visit).toBeNull();
    expect(decision.next.state === 'active' && iso(decision.next.dueAt)).toBe('2026-01-12T08:00');
  });
});

describe('the arms of a step', () => {
  const variants = '[{ key: a, weight: 1 }, { key: b, weight: 3 }]';
  const sequence = sequenceOf(
    `  - { key: x, ${MAIL}, day: 0, variants: ${variants} }\n  - { key: y, ${MAIL}, after: 2d }`,
  );

  test('are drawn once, with the draw on record', () => {
    const decision = decide(sequence, enrollment(), ENROLLED);
    const chosen = decision.visit?.variant;
    expect(['a', 'b']).toContain(chosen);
    expect(decision.events).toEqual([
      { type: 'reached' },
      {
        type: 'assigned',
        assignment: {
          experiment: 'demo.x',
          decisionPoint: 'x',
          options: ['a', 'b'],
          probabilities: [0.25, 0.75],
          chosen,
        },
      },
    ]);
  });

  test('stay as they were drawn', () => {
    for (const arm of ['a', 'b']) {
      const decision = decide(sequence, enrollment({ arms: { 'demo.x': arm } }), ENROLLED);
      expect(decision.visit?.variant).toBe(arm);
      expect(decision.events).toEqual([{ type: 'reached' }]);
    }
  });

  test('depend on the enrollment alone', () => {
    const arms = new Set<string | undefined>();
    for (let i = 0; i < 50; i++) {
      const id = `e-${i}`;
      const first = decide(sequence, enrollment({ id }), ENROLLED).visit?.variant;
      expect(decide(sequence, enrollment({ id, no: 7, visit: 3 }), ENROLLED + DAY).visit?.variant).toBe(
        first,
      );
      arms.add(first);
    }
    expect(arms).toEqual(new Set(['a', 'b']));
  });
});

describe('a task', () => {
  const CALL =
    '{ key: t, type: task, day: 0, channel: call, title: "Call {{firstName}}", autoSkipAfter: 3 business days }';

  test('opens with the time at which it skips itself', () => {
    const decision = decide(
      sequenceOf(`  - ${CALL}`),
      enrollment({ enrolledAt: at('2026-01-08T10:00Z') }),
      at('2026-01-08T10:00Z'),
    );
    expect(decision.visit?.effect).toEqual({
      kind: 'task',
      ...{ assignee: null, dueAt: null },
      channel: 'call',
      title: 'Call {{firstName}}',
      autoSkipAt: at('2026-01-13T10:00Z'),
    });
    expect(decision.events).toEqual([{ type: 'reached' }, { type: 'task-opened' }]);
  });

  test('does not hold up a step with a day', () => {
    const sequence = sequenceOf(`  - ${CALL}\n  - { key: b, ${MAIL}, day: 1 }`);
    expect(decide(sequence, enrollment(), ENROLLED).next).toEqual({
      state: 'active',
      cursor: 1,
      dueAt: ENROLLED + DAY,
      wake: null,
    });
  });

  test('holds up a step with an after, and the end of the sequence, until it closes', () => {
    for (const [steps, cursor] of [
      [`  - ${CALL}\n  - { key: b, ${MAIL}, after: 1d }`, 1],
      [`  - ${CALL}\n  - { key: b, type: exit }`, 1],
      [`  - ${CALL}`, 1],
    ] as const) {
      const asleep = { state: 'active', cursor, dueAt: null, wake: { task: 1 } };
      const sequence = sequenceOf(steps);
      expect(decide(sequence, enrollment(), ENROLLED).next).toEqual(asleep);
      const open = enrollment({ cursor, visit: 1, wake: { task: 1 }, openTasks: [1] });
      expect(decide(sequence, open, ENROLLED + DAY)).toEqual({ visit: null, events: [], next: asleep });
    }
  });

  test('that was the last completes the sequence once it is closed', () => {
    const closed = enrollment({ cursor: 1, visit: 1, wake: { task: 1 } });
    expect(decide(sequenceOf(`  - ${CALL}`), closed, ENROLLED + DAY)).toEqual({
      visit: null,
      events: [{ type: 'completed' }],
      next: { state: 'finished' },
    });
  });
});

describe('a wait', () => {
  test('puts the next step off by its length, and names what ends it early', () => {
    const sequence = sequenceOf(
      `  - { key: w, type: wait, for: 2d, until: { event: clicked } }\n  - { key: a, ${MAIL}, after: 1d }`,
    );
    const decision = decide(sequence, enrollment(), ENROLLED);
    expect(decision.visit?.effect).toEqual({ kind: 'none' });
    expect(decision.next).toEqual({
      state: 'active',
      cursor: 1,
      dueAt: ENROLLED + 3 * DAY,
      wake: { event: 'clicked', step: null },
    });
  });

  test('for a step is over at once where that has happened before', () => {
    const until = 'until: { event: clicked, step: a }';
    const sequence = sequenceOf(
      `  - { key: a, ${MAIL}, day: 0 }\n  - { key: w, type: wait, for: 2d, ${until} }\n  - { key: x, type: exit }`,
    );
    const seen = { a: { clicked: { first: ENROLLED, last: ENROLLED, count: 1, times: [ENROLLED] } } };
    const before = decide(sequence, enrollment({ cursor: 1, visit: 1, seen }), ENROLLED + DAY);
    expect(before.next).toMatchObject({ cursor: 2, dueAt: ENROLLED + DAY, wake: null });
    const not = decide(sequence, enrollment({ cursor: 1, visit: 1 }), ENROLLED + DAY);
    expect(not.next).toMatchObject({
      cursor: 2,
      dueAt: ENROLLED + 3 * DAY,
      wake: { event: 'clicked', step: 'a' },
    });
  });

  test('at the end is waited out before the sequence completes', () => {
    const sequence = sequenceOf('  - { key: w, type: wait, for: 2d }');
    expect(decide(sequence, enrollment(), ENROLLED).next).toEqual({
      state: 'active',
      cursor: 1,
      dueAt: ENROLLED + 2 * DAY,
      wake: null,
    });
    expect(decide(sequence, enrollment({ cursor: 1, visit: 1 }), ENROLLED + 2 * DAY).next).toEqual({
      state: 'finished',
    });
  });
});

describe('a branch', () => {
  const sequence = sequenceOf(`
  - { key: a, ${MAIL}, day: 0 }
  - { key: b, type: branch, if: { event: opened, step: a, within: 3d }, then: yes-way, else: no-way }
  - { key: yes-way, ${MAIL}, day: 4 }
  - { key: out, type: exit }
  - { key: no-way, ${MAIL}, day: 9 }`);
  const sent = { cursor: 1, visit: 1, sentAt: { a: ENROLLED } };

  test('falls due when the time it asks about is over', () => {
    expect(decide(sequence, enrollment(), ENROLLED).next).toMatchObject({
      cursor: 1,
      dueAt: ENROLLED + 3 * DAY,
    });
  });

  test('asked before, puts itself off without a visit', () => {
    const decision = decide(sequence, enrollment(sent), ENROLLED + DAY);
    expect(decision).toMatchObject({
      visit: null,
      events: [],
      next: { cursor: 1, dueAt: ENROLLED + 3 * DAY },
    });
  });

  test('goes where the condition leads, and says so', () => {
    const now = ENROLLED + 3 * DAY;
    const seen = {
      a: { opened: { first: ENROLLED + DAY, last: ENROLLED + DAY, count: 1, times: [ENROLLED + DAY] } },
    };
    const hit = decide(sequence, enrollment({ ...sent, seen }), now);
    expect(hit.events).toEqual([{ type: 'reached' }, { type: 'branched', properties: { to: 'yes-way' } }]);
    expect(hit.next).toMatchObject({ cursor: 2, dueAt: ENROLLED + 4 * DAY });
    const miss = decide(sequence, enrollment(sent), now);
    expect(miss.events[1]).toEqual({ type: 'branched', properties: { to: 'no-way' } });
    expect(miss.next).toMatchObject({ cursor: 4, dueAt: ENROLLED + 9 * DAY });
  });

  test('goes at once where the answer is known', () => {
    const seen = { a: { opened: { first: ENROLLED, last: ENROLLED, count: 1, times: [ENROLLED] } } };
    expect(decide(sequence, enrollment({ ...sent, seen }), ENROLLED + 60_000).visit).toMatchObject({
      step: 'b',
    });
  });
});

test('an exit ends the enrollment with a reason, or moves it on', () => {
  const moves = sequenceOf('  - { key: leave, type: exit, to: trial-nurture, reason: grown up }');
  expect(decide(moves, enrollment(), ENROLLED)).toEqual({
    visit: { step: 'leave', position: 1, visit: 1, variant: '', effect: { kind: 'none' } },
    events: [
      { type: 'reached' },
      { type: 'exited', properties: { reason: 'grown up', to: 'trial-nurture' } },
    ],
    next: { state: 'exited', reason: 'grown up', moveTo: 'trial-nurture' },
  });
  const ends = sequenceOf('  - { key: leave, type: exit }');
  expect(decide(ends, enrollment(), ENROLLED).next).toEqual({
    state: 'exited',
    reason: 'leave',
    moveTo: null,
  });
});

test('an enrollment that goes round and round is let go', () => {
  const sequence = sequenceOf(`  - { key: a, ${MAIL}, day: 0 }`);
  expect(decide(sequence, enrollment({ visit: MOST_VISITS }), ENROLLED)).toEqual({
    visit: null,
    events: [{ type: 'exited', properties: { reason: 'visit-limit', to: null } }],
    next: { state: 'exited', reason: 'visit-limit', moveTo: null },
  });
});

describe('the first step', () => {
  const first = (day: string, head: string, enrolled: string, timezone: string | null) =>
    iso(
      firstDue(
        sequenceOf(`  - { key: a, ${MAIL}, ${day} }`, head),
        { timezone, attributes: {} },
        at(enrolled),
      ),
    );

  test('is due at the local time of the enrollment, its days later', () => {
    const schedule = 'schedule: { timezone: contact }';
    expect(first('day: 1', schedule, '2026-03-28T08:30Z', 'Europe/Berlin')).toBe('2026-03-29T07:30');
    expect(first('day: 1', schedule, '2026-10-24T07:30Z', 'Europe/Berlin')).toBe('2026-10-25T08:30');
    expect(first('day: 1', '', '2026-03-28T08:30Z', 'Europe/Berlin')).toBe('2026-03-29T07:30');
  });

  test('in the hour that the zone skips or repeats is due once, and not in the past', () => {
    const schedule = 'schedule: { timezone: Europe/Berlin }';
    expect(first('day: 1', schedule, '2026-03-28T01:30Z', null)).toBe('2026-03-29T01:00');
    expect(first('day: 1', schedule, '2026-10-24T00:30Z', null)).toBe('2026-10-25T00:30');
  });

  test('waits for the open hours', () => {
    const office =
      'schedule: { timezone: contact, days: [mon, tue, wed, thu, fri], from: "09:00", to: "17:00", holidays: [2026-12-28] }';
    expect(first('day: 1', office, '2026-12-24T10:00Z', 'Europe/Berlin')).toBe('2026-12-25T10:00');
    expect(first('day: 2', office, '2026-12-24T10:00Z', 'Europe/Berlin')).toBe('2026-12-29T08:00');
    expect(first('after: 3 business days', office, '2026-12-24T10:00Z', 'Europe/Berlin')).toBe(
      '2026-12-30T10:00',
    );
  });

  test('of no steps is never due', () => {
    const sequence = { ...sequenceOf(`  - { key: a, ${MAIL}, day: 0 }`), steps: [] };
    expect(firstDue(sequence, { timezone: null, attributes: {} }, ENROLLED)).toBeNull();
  });
});
