import { expect, test } from '@jest/globals';
import { testClickHouse } from '../../../test/support/test-clickhouse.ts';
import { testDatabase } from '../../../test/support/test-database.ts';
import { HealthController } from './health.controller.ts';

const { sql } = await testDatabase();
const clickhouse = await testClickHouse();
const ready = (sink?: boolean, relay?: boolean, acting = false) =>
  new HealthController(
    sql,
    clickhouse,
    null,
    ['sink'],
    sink === undefined ? undefined : { isFailing: sink },
    relay === undefined ? undefined : { isFailing: relay },
    { isFailing: acting },
  ).ready();

test('a process is ready when its stores answer and events get on from it', async () => {
  const answer = { status: 'ok', roles: ['sink'], missing: [] };
  expect(await ready()).toEqual(answer);
  expect(await ready(false, false)).toEqual(answer);
});

test('a process whose sink or relay fails is not ready, and says which', async () => {
  await expect(ready(true)).rejects.toMatchObject({
    code: 'events-held-up',
    detail: 'The sink cannot carry events to ClickHouse.',
  });
  await expect(ready(false, false, true)).rejects.toMatchObject({ detail: 'Stored events cannot act.' });
  await expect(ready(true, true)).rejects.toMatchObject({
    code: 'events-held-up',
    detail: 'The relay cannot carry events to Kafka. The sink cannot carry events to ClickHouse.',
  });
});
