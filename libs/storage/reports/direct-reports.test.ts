import { describe, expect, test } from '@jest/globals';
import { EVENT_TYPES, type EventType, kindOf, type LoggedEvent } from '#engine';
import { loadEvents } from '../../../test/support/load-events.ts';
import {
  DAY,
  isoTime,
  loggedEvent,
  randomEvents,
  randomNumbers,
  START,
  shuffled,
  uuidOf,
} from '../../../test/support/random-events.ts';
import { enrollmentsOf, firstOf } from '../../../test/support/report-twin.ts';
import { testClickHouse } from '../../../test/support/test-clickhouse.ts';
import { queryRows } from './query-rows.ts';
import { readArms } from './read-arms.ts';
import { readDayCounts } from './read-day-counts.ts';
import { readShares } from './read-shares.ts';
import { readStepCounts } from './read-step-counts.ts';
import { readStepRates } from './read-step-rates.ts';
import { ALL_DAYS as days } from './report-scope.ts';

const clickhouse = await testClickHouse();
const asOf = START + 60 * DAY;
const question = { step: 'intro', metric: 'replied', window: 7 * DAY, denominator: 'sent' } as const;

type Said = readonly [type: EventType, day: number, fields?: Partial<LoggedEvent>];

/** One enrollment of a sequence of its own: sent `intro` at once, and what is said of it, whole days later. */
async function enrollmentWith(sequence: string, said: readonly Said[]) {
  const scope = { workspace: 'default', sequence, version: 1 };
  const touch = { step: 'intro', position: 1, visit: 1, variant: 'default', touchAt: isoTime(START) };
  const log = ([type, day, fields = {}]: Said) =>
    loggedEvent({
      ...{ ...scope, type, enrollmentId: uuidOf(sequence), enrollmentNo: 7, enrolledOn: '2026-01-05' },
      ...(type === 'enrolled' || type === 'exited' ? {} : { ...touch, sentAt: isoTime(START) }),
      ...{ occurredAt: isoTime(START + day * DAY), attribution: 'direct', ...fields },
    });
  const events = [
    ...([
      ['enrolled', 0],
      ['reached', 0],
      ['sent', 0],
    ] as const),
    ...said,
  ].map(log);
  await loadEvents(clickhouse, events, { token: sequence });
  const read = async (attribution: 'all' | 'direct') => {
    const asked = { ...scope, attribution };
    const of = (rows: Awaited<ReturnType<typeof readStepRates>>) =>
      rows.find(({ variant }) => variant === null);
    return {
      rate: of(await readStepRates(clickhouse, asked, [question], { asOf, days })),
      counts: (await readStepCounts(clickhouse, asked, days)).find(({ variant }) => variant === null),
      shares: await readShares(clickhouse, asked, [question], { asOf, span: 9 * DAY }),
      axis: (await readDayCounts(clickhouse, asked, { metric: 'replied', asOf, lastDay: 9 })).map(
        ({ atRisk, events: n }) => [atRisk, n],
      ),
    };
  };
  return { all: await read('all'), direct: await read('direct') };
}

const guessed = { attribution: 'inferred' } as const;

test('a reply that names its mail counts by direct attribution where a guessed one came before it', async () => {
  const { all, direct } = await enrollmentWith('twice', [
    ['replied', 1, guessed],
    ['replied', 3],
  ]);
  for (const read of [all, direct])
    expect(read).toMatchObject({
      rate: { trials: 1, successes: 1 },
      counts: { replied: 1 },
      shares: { enrollments: 1, successes: [{ step: 'intro', successes: 1 }] },
    });
  // At its own time, not at that of the guess.
  expect(all.axis).toEqual([
    [1, 0],
    [1, 1],
  ]);
  expect(direct.axis).toEqual([
    [1, 0],
    [1, 0],
    [1, 0],
    [1, 1],
  ]);
});

test('it is the reply that names its mail which must come within the window', async () => {
  const { all, direct } = await enrollmentWith('late', [
    ['replied', 6, guessed],
    ['replied', 8],
  ]);
  expect(all.rate).toMatchObject({ trials: 1, successes: 1, immature: 0 });
  expect(direct.rate).toMatchObject({ trials: 1, successes: 0, immature: 0 });
  expect(direct.counts).toMatchObject({ replied: 1 });
});

test('a reply by guess alone is no success by direct attribution, and is still watched', async () => {
  const { all, direct } = await enrollmentWith('guess', [['replied', 1, guessed]]);
  expect(all.rate).toMatchObject({ trials: 1, successes: 1 });
  expect(direct).toMatchObject({
    rate: { trials: 1, successes: 0, immature: 0 },
    counts: { reached: 1, sent: 1, unbounced: 1, replied: 0 },
    shares: { enrollments: 1, successes: [] },
  });
});

test('who left by a guess has left: nobody waits for an answer any longer', async () => {
  const { all, direct } = await enrollmentWith('left', [
    ['replied', 2, guessed],
    ['exited', 2, { ...guessed, name: 'replied' }],
  ]);
  expect(all.axis).toEqual([
    [1, 0],
    [1, 0],
    [1, 1],
  ]);
  expect(direct.axis).toEqual([
    [1, 0],
    [1, 0],
    [1, 0],
  ]);
});

test('a bounce by guess alone takes nobody out of the denominators, nor puts a guessed delivery anybody in', async () => {
  const { all, direct } = await enrollmentWith('bounce', [
    ['bounced', 1, guessed],
    ['delivered', 0, guessed],
    ['replied', 3],
  ]);
  expect(all).toMatchObject({ rate: { trials: 0 }, counts: { unbounced: 0, bounced: 1, delivered: 1 } });
  expect(direct).toMatchObject({
    rate: { trials: 1, successes: 1 },
    counts: { unbounced: 1, bounced: 0, delivered: 0 },
  });
});

test('an answer of a known contact that belongs to no touch is direct no more than a guess', async () => {
  const nowhere = {
    touchAt: null,
    sentAt: null,
    step: '',
    position: 0,
    visit: 0,
    variant: '',
    attribution: 'none',
  } as const;
  const { all, direct } = await enrollmentWith('nowhere', [['replied', 1, nowhere]]);
  expect(all.axis).toEqual([
    [1, 0],
    [1, 1],
  ]);
  expect(direct.axis.every(([atRisk, n]) => atRisk === 1 && n === 0)).toBe(true);
});

test('what Crest did itself counts by direct attribution, whatever moved it to', async () => {
  const types = Object.keys(EVENT_TYPES) as EventType[];
  const own = types.filter((type) => !EVENT_TYPES[type].outside || type.startsWith('task-'));
  const events = types.map((type, no) =>
    loggedEvent({
      ...{ type, ...guessed, sequence: 'types', version: 1, enrollmentNo: no + 1, enrolledOn: '2026-01-05' },
    }),
  );
  await loadEvents(clickhouse, events, { token: 'types' });
  const rows = await queryRows<{ kind: string }>(
    clickhouse,
    `select kind from direct_enrollment_facts where sequence = 'types'`,
    {},
  );
  expect(rows.map(({ kind }) => kind).sort()).toEqual([...own].sort());
});

/** Events as they were first taken, for some of those that are something else now. */
function mistaken(seed: number, events: readonly LoggedEvent[]): LoggedEvent[] {
  const random = randomNumbers(seed);
  return events.flatMap((event) => {
    if (EVENT_TYPES[event.type].outside === false || event.touchAt === null || random() > 0.3) return [];
    const was =
      (['replied', 'auto-replied', 'bounced', 'tracked'] as const)[Math.floor(random() * 4)] ?? 'replied';
    const attribution = random() < 0.5 ? 'inferred' : 'direct';
    const receivedAt = isoTime(Date.parse(event.receivedAt) - 1);
    return [{ ...event, type: was, name: '', machine: false, attribution, receivedAt }];
  });
}

describe('events that were corrected', () => {
  const events = randomEvents(21, 500, 'corrected');
  const before = mistaken(22, events);
  const scope = { workspace: 'corrected', sequence: 'outbound', version: 1, attribution: 'direct' } as const;
  const touches = enrollmentsOf(events, scope).flatMap((enrollment) => enrollment.touches);

  test.each([
    ['in any order, with some of them twice', shuffled(23, [...before, ...events], 0.3)],
    ['after the whole log again', [...before, ...events]],
    ['and again, where the mistakes come last', [...events, ...before]],
  ])('count as what they are now, before anything is rebuilt: %s', async (token, list) => {
    expect(before.length).toBeGreaterThan(100);
    await loadEvents(clickhouse, list, { token, size: 700 });
    const rows = await readStepCounts(clickhouse, scope, days);
    for (const step of ['intro', 'test', 'call', 'close']) {
      const having = (kind: string) =>
        new Set(touches.filter((touch) => touch.step === step && touch.first.has(kind)).map(({ no }) => no))
          .size;
      expect(rows.find((row) => row.step === step && row.variant === null)).toMatchObject({
        ...{ sent: having('sent'), bounced: having('bounced'), replied: having('replied') },
        ...{ autoReplied: 0, opened: having('opened'), unsubscribed: having('unsubscribed') },
      });
    }
    const asked = ['intro', 'test', 'call', 'close'].map((step) => ({ ...question, step }));
    const rates = await readStepRates(clickhouse, scope, asked, { asOf, days });
    for (const { step } of asked) {
      const mature = touches.filter(
        ({ step: at, first }) =>
          at === step && !first.has('bounced') && (first.get('sent') ?? asOf) + question.window <= asOf,
      );
      const hits = mature.filter(
        ({ first }) => (firstOf(first, 'replied') ?? asOf) < (first.get('sent') ?? 0) + question.window,
      );
      expect(rates.find((row) => row.step === step && row.variant === null)).toMatchObject({
        trials: new Set(mature.map(({ no }) => no)).size,
        successes: new Set(hits.map(({ no }) => no)).size,
      });
    }
    const arms = await readArms(clickhouse, {
      ...{ ...scope, versions: [1], step: 'test', metric: 'replied', horizon: 20 * DAY, asOf },
    });
    const unsubscribed = touches.filter(
      ({ step, first }) => step === 'test' && first.has('assigned') && first.has('unsubscribed'),
    );
    expect(arms.reduce((sum, arm) => sum + arm.unsubscribed, 0)).toBe(unsubscribed.length);
    expect(events.some((event) => kindOf(event) === 'opened:machine')).toBe(true);
  });
});
