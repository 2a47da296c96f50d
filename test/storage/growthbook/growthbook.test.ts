import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { readArms } from '#storage';
import { loadEvents } from '../../support/load-events.ts';
import { DAY, isoTime, loggedEvent, randomEvents, START, shuffled } from '../../support/random-events.ts';
import { testClickHouse } from '../../support/test-clickhouse.ts';

const page = readFileSync(
  new URL('docs/growthbook.md', new URL('.', import.meta.resolve('#package.json'))),
  'utf8',
);
/** The queries that the page has under each heading. */
const queries = new Map(
  [...page.matchAll(/^## (.+)\n```sql\n([^`]+)```/gm)].map(([, heading = '', query = '']) => [
    heading,
    query,
  ]),
);
const queryOf = (heading: string): string => {
  const query = queries.get(heading);
  if (query === undefined) throw new Error(`docs/growthbook.md has no query under "${heading}"`);
  return query.replaceAll('{{experimentId}}', 'outbound.test');
};

const clickhouse = await testClickHouse();
const events = randomEvents(21, 900);
await loadEvents(clickhouse, shuffled(22, events, 0.3), { token: 'growthbook', size: 2000 });
await loadEvents(clickhouse, randomEvents(23, 200, 'other'), { token: 'other' });

async function rows<T>(query: string): Promise<T[]> {
  const answer = await clickhouse.query({ query, format: 'JSON' });
  return (await answer.json<T>()).data;
}

/** The shape that GrowthBook puts the queries into: the first exposure of each user, and the metric within its window. */
const shaped = (metric: string, value: string) => `
  with
    __rawExperiment as (${queryOf('Assignment query')}),
    __experimentExposures as (
      select user_id, argMin(variation_id, timestamp) as variation, min(timestamp) as first_exposure
      from __rawExperiment
      where experiment_id = 'outbound.test' and timestamp between toDateTime('2026-01-01 00:00:00', 'UTC')
        and toDateTime('2027-01-01 00:00:00', 'UTC')
      group by user_id),
    __metric as (${metric}),
    __userMetric as (
      select d.variation as variation, d.user_id as user_id, ${value} as value
      from __experimentExposures d
      left join __metric m on m.user_id = d.user_id
      group by variation, user_id, d.first_exposure)
  select variation, count() as users, sum(value) as main_sum
  from __userMetric group by variation order by variation`;

const within = (hours: number) =>
  `m.timestamp >= first_exposure and m.timestamp < first_exposure + interval ${hours} hour`;

test.each([72, 7 * 24, 30 * 24])(
  'the pasted queries give the arms and successes of our own read-out within %i hours',
  async (hours) => {
    const arms = await readArms(clickhouse, {
      ...{ workspace: 'default', sequence: 'outbound', versions: [1, 2], step: 'test', metric: 'replied' },
      horizon: hours * 3_600_000,
      asOf: START + 400 * DAY,
    });
    const own = arms.map(({ arm, assigned, matured }) => ({
      variation: arm === 'a' ? '0' : '1',
      users: assigned,
      main_sum: matured.reduce((sum, { successes }) => sum + successes, 0),
    }));
    expect(own.every(({ main_sum }) => main_sum > 5)).toBe(true);
    expect(await rows(shaped(queryOf('Metric query: replied'), `max(${within(hours)})`))).toEqual(own);
  },
);

test('money is summed once, whatever came twice', async () => {
  const first = events.find(({ type, chosen }) => type === 'assigned' && chosen === 'b');
  if (!first) throw new Error('nobody drew b');
  const { workspace, sequence, version, enrollmentId, enrollmentNo, enrolledOn } = first;
  const event = loggedEvent({
    ...{ workspace, sequence, version, enrollmentId, enrollmentNo, enrolledOn },
    ...{ type: 'converted', name: 'order', value: 12.5, currency: 'EUR' },
    occurredAt: isoTime(Date.parse(first.occurredAt) + 1000),
  });
  await loadEvents(clickhouse, [event], { token: 'sale' });
  await loadEvents(clickhouse, [event], { token: 'sale again' });
  const sums = await rows<{ variation: string; main_sum: number }>(
    shaped(queryOf('Metric query: money'), `sumIf(m.value, ${within(24)})`),
  );
  expect(sums.map(({ variation, main_sum }) => [variation, main_sum])).toEqual([
    ['0', 0],
    ['1', 12.5],
  ]);
});

test('what the views show are columns that GrowthBook takes: text, times with milliseconds, numbers', async () => {
  const columns = await rows<{ table: string; name: string; type: string }>(
    `select table, name, type from system.columns
    where database = currentDatabase() and table in ('gb_events', 'gb_experiment_views') and name in ('user_id', 'timestamp', 'variation_id', 'value')
    order by table, name`,
  );
  expect(columns.map(({ table, name, type }) => `${table}.${name} ${type}`)).toEqual([
    `gb_events.timestamp DateTime64(3, 'UTC')`,
    'gb_events.user_id String',
    'gb_events.value Float64',
    `gb_experiment_views.timestamp DateTime64(3, 'UTC')`,
    'gb_experiment_views.user_id String',
    'gb_experiment_views.variation_id String',
  ]);
});

test('the statements that let its user in are ones that ClickHouse reads, on tables that there are', async () => {
  const [, block = ''] = /^```sql\n(create user[^`]+)```/m.exec(page) ?? [];
  const statements = block.split(';').filter((statement) => statement.trim() !== '');
  expect(statements).toHaveLength(4);
  for (const statement of statements) {
    await clickhouse.command({ query: `explain ast ${statement}` });
    const [, table] = /grant select on (\w+)/.exec(statement) ?? [];
    if (table) await clickhouse.command({ query: `select count() from ${table}` });
  }
});
