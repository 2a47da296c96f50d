import { beforeAll, describe, expect, test } from '@jest/globals';
import { kindOf, type LoggedEvent } from '#engine';
import { DAY, isoTime, loggedEvent, randomEvents, shuffled } from '../../../../test/support/random-events.ts';
import { testClickHouse } from '../../../../test/support/test-clickhouse.ts';
import { encodeEvent } from '../../sink/encode-event.ts';
import { prepareInsert } from '../../sink/insert-events.ts';

const clickhouse = await testClickHouse();
const insert = await prepareInsert(clickhouse);
const events = randomEvents(1, 1000);

async function load(list: readonly LoggedEvent[], token: string, size = 2000): Promise<void> {
  const rows = list.map((event) => {
    const encoded = encodeEvent(JSON.stringify(event));
    if (!encoded.ok) throw new Error(encoded.reason);
    return encoded.row;
  });
  for (let i = 0; i < rows.length; i += size) await insert(`${token} ${i}`, rows.slice(i, i + size));
}

async function counts(query: string): Promise<Record<string, number>> {
  const answer = await clickhouse.query({ query, format: 'JSONEachRow' });
  const rows = await answer.json<{ of: string; n: number }>();
  return Object.fromEntries(rows.map(({ of, n }) => [of, n]));
}

/** How many different enrollments there are of each name; names without any are left out. */
function twin(names: (event: LoggedEvent) => readonly string[]): Record<string, number> {
  const who = new Map<string, Set<number>>();
  for (const event of events) {
    for (const name of names(event)) who.set(name, (who.get(name) ?? new Set()).add(event.enrollmentNo));
  }
  return Object.fromEntries([...who].map(([name, set]) => [name, set.size]));
}

const stepOf = ({ sequence, version, step, variant }: LoggedEvent) =>
  [sequence, version, step, variant].join(' ');
const touched = (event: LoggedEvent) => event.touchAt !== null;
const rollupStep = "concat(sequence, ' ', toString(version), ' ', step, ' ', variant)";

function checkEverything(): void {
  test('the raw table holds every event once', async () => {
    expect(await counts(`select 'all' as of, count() as n from events final`)).toEqual({
      all: events.length,
    });
  });

  test('enrollments by step, variant and kind', async () => {
    expect(
      await counts(
        `select concat(${rollupStep}, ' ', kind) as of, groupBitmapMerge(who) as n from step_rollup group by of`,
      ),
    ).toEqual(twin((event) => (touched(event) ? [`${stepOf(event)} ${kindOf(event)}`] : [])));
  });

  test('enrollments by kind within 7 days of the touch', async () => {
    expect(
      await counts(`
        select concat(${rollupStep}, ' ', kind) as of, groupBitmapMerge(who) as n
        from step_rollup where lag < 7 group by of`),
    ).toEqual(
      twin((event) => {
        const lag = Date.parse(event.occurredAt) - Date.parse(event.sentAt ?? event.touchAt ?? '');
        return touched(event) && lag < 7 * DAY ? [`${stepOf(event)} ${kindOf(event)}`] : [];
      }),
    );
  });

  test('enrollments by day of the touch', async () => {
    expect(
      await counts(`
        select concat(step, ' ', kind, ' ', toString(cohort)) as of, groupBitmapMerge(who) as n
        from step_rollup where sequence = 'outbound' group by of`),
    ).toEqual(
      twin((event) => {
        const day = (event.sentAt ?? event.touchAt ?? '').slice(0, 10);
        return touched(event) && event.sequence === 'outbound'
          ? [`${event.step} ${kindOf(event)} ${day}`]
          : [];
      }),
    );
  });

  test('enrollments that were sent a step and did not bounce there', async () => {
    const sent = new Map<string, Set<number>>();
    for (const event of events.filter(({ type }) => type === 'sent')) {
      sent.set(stepOf(event), (sent.get(stepOf(event)) ?? new Set()).add(event.enrollmentNo));
    }
    for (const event of events.filter(({ type }) => type === 'bounced'))
      sent.get(stepOf(event))?.delete(event.enrollmentNo);
    expect(
      await counts(`
        select ${rollupStep} as of,
          bitmapAndnotCardinality(groupBitmapMergeStateIf(who, kind = 'sent'), groupBitmapMergeStateIf(who, kind = 'bounced')) as n
        from step_rollup group by of having n > 0`),
    ).toEqual(Object.fromEntries([...sent].map(([step, who]) => [step, who.size])));
  });

  test('the first time of each kind at each touch and of each enrollment', async () => {
    const first = new Map<string, number>();
    const note = (name: string, event: LoggedEvent) =>
      first.set(name, Math.min(first.get(name) ?? Number.POSITIVE_INFINITY, Date.parse(event.occurredAt)));
    for (const event of events) {
      const { enrollmentNo: no, visit } = event;
      if (touched(event)) note(`${no} ${visit} ${stepOf(event)} ${event.touchAt} ${kindOf(event)}`, event);
      if (no > 0) note(`${no} ${kindOf(event)}`, event);
    }
    const time = `formatDateTime(touch_at, '%Y-%m-%dT%H:%i:%S.', 'UTC')`;
    const ms = `leftPad(toString(toUnixTimestamp64Milli(touch_at) % 1000), 3, '0')`;
    expect({
      ...(await counts(`
        select concat(toString(enrollment_no), ' ', toString(visit), ' ', ${rollupStep}, ' ', ${time}, ${ms}, 'Z ', kind) as of,
          toUnixTimestamp64Milli(min(first_at)) as n
        from touch_facts group by of`)),
      ...(await counts(`
        select concat(toString(enrollment_no), ' ', kind) as of, toUnixTimestamp64Milli(min(first_at)) as n
        from enrollment_facts group by of`)),
    }).toEqual(Object.fromEntries(first));
  });

  test('no bitmap holds an event of nobody', async () => {
    const query = `select 'nobody' as of, countIf(bitmapContains(bits, 0)) as n from (
      select groupBitmapMergeState(who) as bits from step_rollup group by kind)`;
    expect(await counts(query)).toEqual({ nobody: 0 });
    expect(
      await counts(`select 'nobody' as of, countIf(enrollment_no = 0) as n from enrollment_facts`),
    ).toEqual({
      nobody: 0,
    });
  });
}

describe('shuffled in batches, with 30 % of the events twice', () => {
  beforeAll(() => load(shuffled(2, events, 0.3), 'first'));
  checkEverything();
});

describe('after the same batches again', () => {
  beforeAll(() => load(shuffled(2, events, 0.3), 'first'));
  checkEverything();
});

describe('after a replay of the whole log in another order', () => {
  beforeAll(() => load(shuffled(3, events, 0.5), 'replay', 1500));
  checkEverything();
});

test('a token that was used takes no other rows', async () => {
  await load([loggedEvent({ name: 'late' })], 'first');
  expect(await counts(`select 'late' as of, count() as n from events where name = 'late'`)).toEqual({
    late: 0,
  });
});

test('a correction of an event replaces it, whichever comes first', async () => {
  const event = loggedEvent({
    workspace: 'corrected',
    type: 'replied',
    enrollmentNo: 9,
    enrolledOn: '2026-01-05',
  });
  const corrected: LoggedEvent = {
    ...event,
    type: 'auto-replied',
    receivedAt: isoTime(Date.parse(event.receivedAt) + 1),
  };
  const other = { ...event, eventId: '7d444840-9dc0-51d1-a245-5ffdce74fad2' };
  await load([event], 'wrong');
  await load([corrected], 'right');
  await load([{ ...corrected, eventId: other.eventId }], 'other right');
  await load([other], 'other wrong');
  expect(
    await counts(
      `select type as of, count() as n from events final where workspace = 'corrected' group by of`,
    ),
  ).toEqual({ 'auto-replied': 2 });
});
