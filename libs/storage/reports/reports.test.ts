import { describe, expect, test } from '@jest/globals';
import type { LoggedEvent } from '#engine';
import { loadEvents } from '../../../test/support/load-events.ts';
import {
  DAY,
  isoTime,
  loggedEvent,
  randomEvents,
  START,
  shuffled,
  uuidOf,
  WORLDS,
} from '../../../test/support/random-events.ts';
import { enrollmentsOf, firstOf, type TwinTouch } from '../../../test/support/report-twin.ts';
import { testClickHouse } from '../../../test/support/test-clickhouse.ts';
import { readArms } from './read-arms.ts';
import { readDayCounts } from './read-day-counts.ts';
import { readShares } from './read-shares.ts';
import { readStepCounts } from './read-step-counts.ts';
import { readStepRates } from './read-step-rates.ts';
import type { TouchDays } from './report-scope.ts';
import type { StepQuestion } from './step-question.ts';

const clickhouse = await testClickHouse();
const events = randomEvents(11, 1200);
await loadEvents(clickhouse, shuffled(12, events, 0.3), { token: 'reports', size: 3000 });
// Another workspace with the same numbers, so that a report that forgets its workspace shows.
await loadEvents(clickhouse, randomEvents(13, 400, 'other'), { token: 'other' });

const asOf = START + 45 * DAY + 12_345;
const scopes = (['all', 'direct'] as const).flatMap((attribution) =>
  WORLDS.map((world) => ({ ...world, attribution, scope: { workspace: 'default', ...world, attribution } })),
);
const someDays: TouchDays = { from: '2026-01-12', to: '2026-02-17' };
const allDays: TouchDays = { from: null, to: null };

const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10);
const inDays = (time: number, { from, to }: TouchDays) =>
  (from === null || dayOf(time) >= from) && (to === null || dayOf(time) < to);
const who = (touches: readonly TwinTouch[]) => new Set(touches.map(({ no }) => no)).size;

/** The touches of a step as a whole and of each of its variants, as the reports have their rows. */
function bySteps(
  touches: readonly TwinTouch[],
): { step: string; variant: string | null; touches: TwinTouch[] }[] {
  const groups = new Map<string, { step: string; variant: string | null; touches: TwinTouch[] }>();
  for (const touch of touches) {
    for (const variant of [null, touch.variant]) {
      const key = `${touch.step} ${variant}`;
      const group = groups.get(key) ?? { step: touch.step, variant, touches: [] };
      groups.set(key, group);
      group.touches.push(touch);
    }
  }
  return [...groups.values()];
}

const sorted = <T extends { step: string; variant: string | null }>(rows: readonly T[]) =>
  [...rows].sort((a, b) => `${a.step} ${a.variant ?? '~'}`.localeCompare(`${b.step} ${b.variant ?? '~'}`));

describe.each(scopes)('$sequence, version $version, $attribution', ({ scope, steps }) => {
  const enrollments = enrollmentsOf(events, scope);
  const touches = enrollments.flatMap((enrollment) => enrollment.touches);

  test.each([allDays, someDays])('step counts are those of plain loops, days %j', async (days) => {
    const expected = bySteps(touches).map(({ step, variant, touches: of }) => {
      const having = (metric: string) =>
        new Set(
          of
            .filter(({ first, touchAt }) => {
              // An event is filed under the day on which its touch was sent, if it was sent by then.
              const sentAt = first.get('sent');
              const before = ['reached', 'task-skipped'].includes(metric) || sentAt === undefined;
              return firstOf(first, metric) !== null && inDays(before ? touchAt : sentAt, days);
            })
            .map(({ no }) => no),
        );
      const sent = having('sent');
      const bounced = having('bounced');
      return {
        ...{ step, variant, reached: having('reached').size, sent: sent.size },
        ...{
          unbounced: [...sent].filter((no) => !bounced.has(no)).length,
          delivered: having('delivered').size,
        },
        ...{ opened: having('opened').size, openedByMachine: having('opened:machine').size },
        ...{
          clicked: 0,
          replied: having('replied').size,
          autoReplied: 0,
          converted: having('converted').size,
        },
        ...{ unsubscribed: having('unsubscribed').size, complained: having('complained').size },
        ...{ bounced: bounced.size, skipped: having('task-skipped').size, heldOut: 0 },
      };
    });
    const rows = await readStepCounts(clickhouse, scope, days);
    expect(sorted(rows)).toEqual(sorted(expected.filter((row) => row.reached + row.sent > 0)));
    expect(rows.reduce((sum, row) => sum + row.replied + row.converted, 0)).toBeGreaterThan(20);
  });

  const windows = [7 * DAY, 3 * DAY + 3_600_000, 10 * DAY, 2 * DAY];
  const metrics = ['replied', 'converted', 'converted:order', 'opened'];
  const questions = (denominator: StepQuestion['denominator'], metric?: string): StepQuestion[] =>
    steps.map((step, i) => ({
      step,
      metric: metric ?? metrics[i] ?? 'replied',
      window: windows[i] ?? 7 * DAY,
      denominator,
    }));

  test.each([
    ['sent' as const, allDays],
    ['delivered' as const, allDays],
    ['reached' as const, allDays],
    ['sent' as const, someDays],
    ['reached' as const, someDays],
  ])('step rates among the %s are those of plain loops, days %j', async (denominator, days) => {
    const asked = questions(denominator);
    const expected = bySteps(touches).map(({ step, variant, touches: of }) => {
      const question = asked.find((each) => each.step === step);
      if (question === undefined) throw new Error(step);
      const base = ({ first, touchAt }: TwinTouch) =>
        first.get('sent') ?? (denominator === 'reached' ? touchAt : Number.NaN);
      const watched = of.filter((touch) => {
        const at = base(touch);
        if (Number.isNaN(at) || !inDays(at, days)) return false;
        if (denominator === 'reached') return true;
        return !touch.first.has('bounced') && (denominator === 'sent' || touch.first.has('delivered'));
      });
      const mature = watched.filter((touch) => base(touch) + question.window <= asOf);
      const successes = mature.filter((touch) => {
        const outcome = firstOf(touch.first, question.metric);
        return outcome !== null && outcome < base(touch) + question.window;
      });
      const trials = who(mature);
      return { step, variant, trials, successes: who(successes), immature: who(watched) - trials };
    });
    const rows = await readStepRates(clickhouse, scope, asked, { asOf, days });
    const anyone = ({ trials, immature }: { trials: number; immature: number }) => trials + immature > 0;
    expect(sorted(rows).filter(anyone)).toEqual(sorted(expected).filter(anyone));
    expect(rows.some(({ successes, immature }) => successes > 0 && immature > 0)).toBe(true);
  });

  test('shares are those of plain loops', async () => {
    const asked = questions('sent', 'replied');
    const span = 30 * DAY;
    const cohort = enrollments.filter(({ first }) => (first.get('enrolled') ?? Number.NaN) + span <= asOf);
    const firsts = cohort.flatMap(({ touches: of }) => {
      const hits = of.flatMap((touch) => {
        const window = asked.find(({ step }) => step === touch.step)?.window ?? 0;
        const sentAt = touch.first.get('sent');
        const at = touch.first.get('replied');
        if (sentAt === undefined || at === undefined || touch.first.has('bounced') || at >= sentAt + window)
          return [];
        return [{ at, visit: touch.visit, step: touch.step }];
      });
      hits.sort((a, b) => a.at - b.at || a.visit - b.visit);
      return hits.slice(0, 1);
    });
    const successes = [...steps]
      .sort()
      .map((step) => ({ step, successes: firsts.filter((hit) => hit.step === step).length }))
      .filter((row) => row.successes > 0);
    expect(successes.length).toBeGreaterThan(1);
    expect(await readShares(clickhouse, scope, asked, { asOf, span })).toEqual({
      enrollments: cohort.length,
      successes,
    });
  });

  test.each(['replied', 'converted'])('the day axis of %s is that of plain loops', async (metric) => {
    const lastDay = 33;
    const exits = ['unsubscribed', 'bounced', 'complained', 'exited', 'failed'];
    const expected = new Map<number, { day: number; atRisk: number; events: number }>();
    for (const { first } of enrollments) {
      const start = first.get('enrolled') ?? Number.NaN;
      const outcome = firstOf(first, metric) ?? Number.POSITIVE_INFINITY;
      const exit = Math.min(...exits.map((kind) => first.get(kind) ?? Number.POSITIVE_INFINITY));
      const left = Math.max(0, Math.floor((Math.min(outcome, exit) - start) / DAY));
      for (let day = 0; day <= Math.min(left, lastDay) && start + (day + 1) * DAY <= asOf; day++) {
        const row = expected.get(day) ?? { day, atRisk: 0, events: 0 };
        expected.set(day, row);
        row.atRisk++;
        if (day === left && outcome <= exit) row.events++;
      }
    }
    const rows = await readDayCounts(clickhouse, scope, { metric, asOf, lastDay });
    expect(rows).toEqual([...expected.values()].sort((a, b) => a.day - b.day));
    expect(rows.some((row) => row.events > 0)).toBe(true);
  });

  test.each([6 * DAY, 25 * DAY + 1])(
    'the arms of an experiment are those of plain loops, horizon %d',
    async (horizon) => {
      const arms = new Map<
        string,
        { units: { no: number; at: number; success: boolean; had: Set<string> }[] }
      >();
      for (const { no, touches: of } of enrollments) {
        const drawn = of.filter(({ step, first }) => step === 'test' && first.has('assigned'))[0];
        const at = drawn?.first.get('assigned');
        if (drawn === undefined || at === undefined) continue;
        const later = of.filter(({ visit }) => visit >= drawn.visit);
        const outcomes = later.map(({ first }) => firstOf(first, 'replied') ?? Number.POSITIVE_INFINITY);
        const had = new Set<string>(drawn.first.keys());
        if (later.some(({ step, first }) => step === 'test' && first.has('sent'))) had.add('exposed');
        const arm = arms.get(drawn.variant) ?? { units: [] };
        arms.set(drawn.variant, arm);
        arm.units.push({ no, at, had, success: Math.min(...outcomes) < at + horizon });
      }
      const expected = ['a', 'b'].map((arm) => {
        const units = arms.get(arm)?.units ?? [];
        const count = (kind: string) => units.filter(({ had }) => had.has(kind)).length;
        const mature = units.filter(({ at }) => at + horizon <= asOf);
        const days = [...new Set(mature.map(({ at }) => dayOf(at + horizon)))].sort();
        return {
          ...{ arm, assigned: units.length, exposed: count('exposed') },
          ...{
            unsubscribed: count('unsubscribed'),
            complained: count('complained'),
            bounced: count('bounced'),
          },
          matured: days.map((day) => {
            const of = mature.filter(({ at }) => dayOf(at + horizon) === day);
            return { day, units: of.length, successes: of.filter(({ success }) => success).length };
          }),
        };
      });
      const { workspace, sequence, version, attribution } = scope;
      const question = {
        workspace,
        attribution,
        sequence,
        versions: [version],
        step: 'test',
        metric: 'replied',
        horizon,
        asOf,
      };
      expect(await readArms(clickhouse, question)).toEqual(expected);
      expect(expected.every(({ matured, assigned }) => assigned > 20 && matured.length > 3)).toBe(true);
    },
  );
});

test('what nobody has come to has no rows', async () => {
  const scope = { workspace: 'nobody', sequence: 'outbound', version: 1 };
  expect(await readStepCounts(clickhouse, scope, allDays)).toEqual([]);
  const question = { step: 'intro', metric: 'replied', window: DAY, denominator: 'sent' as const };
  expect(await readStepRates(clickhouse, scope, [question], { asOf, days: allDays })).toEqual([]);
  expect(await readShares(clickhouse, scope, [question], { asOf, span: DAY })).toEqual({
    enrollments: 0,
    successes: [],
  });
  expect(await readDayCounts(clickhouse, scope, { metric: 'replied', asOf, lastDay: 9 })).toEqual([]);
});

test('a key with quotes is a key like any other', async () => {
  const scope = { workspace: `o'neill" \\ --`, sequence: `'; drop table events; --`, version: 1 };
  const question = { step: `it's`, metric: `converted:"x'`, window: DAY, denominator: 'sent' as const };
  expect(await readStepCounts(clickhouse, scope, allDays)).toEqual([]);
  expect(await readStepRates(clickhouse, scope, [question], { asOf, days: allDays })).toEqual([]);
});

test('a soft bounce takes no mail out of what was delivered, and is counted as no bounce', async () => {
  const own = { sequence: 'soft', version: 1 };
  const log = (no: number, type: LoggedEvent['type'], properties: Record<string, unknown> = {}) => {
    const at = isoTime(START);
    const touch = { step: 'intro', position: 1, visit: 1, variant: 'default', touchAt: at, sentAt: at };
    const who = {
      workspace: 'default',
      ...own,
      enrollmentId: uuidOf(`soft ${no}`),
      enrollmentNo: 90_000 + no,
    };
    return loggedEvent({ ...who, enrolledOn: '2026-01-05', ...touch, type, properties, occurredAt: at });
  };
  const kinds = [{ kind: 'soft' }, { kind: 'hard' }, {}];
  const mails = kinds.flatMap((properties, no) => [log(no, 'sent'), log(no, 'bounced', properties)]);
  // The mail that was held up arrives in the end; a replay changes nothing.
  const bounces = [...mails, log(0, 'delivered')];
  await loadEvents(clickhouse, bounces, { token: 'soft' });
  await loadEvents(clickhouse, bounces, { token: 'soft again' });
  const scope = { workspace: 'default', ...own };
  const [whole] = await readStepCounts(clickhouse, scope, allDays);
  expect(whole).toMatchObject({ sent: 3, unbounced: 1, bounced: 2, delivered: 1 });
  const question = { step: 'intro', metric: 'replied', window: DAY, denominator: 'sent' } as const;
  const [rate] = await readStepRates(clickhouse, scope, [question], { asOf: START + 2 * DAY, days: allDays });
  expect(rate).toMatchObject({ trials: 1 });
});

test('who goes on in another version is watched in the old one up to then, and is in the shares of neither', async () => {
  const log = (no: number, type: LoggedEvent['type'], day: number, version: number) => {
    const at = isoTime(START + day * DAY);
    const touch = {
      step: 'intro',
      position: 1,
      visit: 1,
      variant: 'default',
      touchAt: isoTime(START),
      sentAt: isoTime(START),
    };
    const place = type === 'sent' || type === 'replied' ? touch : {};
    const who = {
      sequence: 'moved',
      version,
      enrollmentNo: no,
      enrolledOn: '2026-01-05',
      enrollmentId: uuidOf(`m-${no}`),
    };
    return loggedEvent({ type, occurredAt: at, ...who, ...place });
  };
  const people = [1, 2, 3].flatMap((no) => [log(no, 'enrolled', 0, 1), log(no, 'sent', 0, 1)]);
  // The second moves on the third day and replies on the fifth, the third replies without having moved.
  const moved = [
    log(2, 'migrated', 2.5, 1),
    log(2, 'replied', 4.5, 1),
    log(3, 'replied', 4.5, 1),
    log(2, 'completed', 9, 2),
  ];
  await loadEvents(clickhouse, [...people, ...moved], { token: 'moved' });
  const question = { step: 'intro', metric: 'replied', window: 7 * DAY, denominator: 'sent' as const };
  const scope = { workspace: 'default', sequence: 'moved', version: 1 };
  expect(await readShares(clickhouse, scope, [question], { asOf, span: 10 * DAY })).toEqual({
    enrollments: 2,
    successes: [{ step: 'intro', successes: 1 }],
  });
  const later = { ...scope, version: 2 };
  expect(await readShares(clickhouse, later, [question], { asOf, span: 10 * DAY })).toMatchObject({
    enrollments: 0,
  });
  const days = await readDayCounts(clickhouse, scope, { metric: 'replied', asOf, lastDay: 5 });
  expect(days.map(({ atRisk, events }) => [atRisk, events])).toEqual([
    [3, 0],
    [3, 0],
    [3, 0],
    [2, 0],
    [2, 1],
    [1, 0],
  ]);
  // The mail was answered all the same.
  const rates = await readStepRates(clickhouse, scope, [question], { asOf, days: allDays });
  expect(rates).toContainEqual({ step: 'intro', variant: null, trials: 3, successes: 2, immature: 0 });
});
