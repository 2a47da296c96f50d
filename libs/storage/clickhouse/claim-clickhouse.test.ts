import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { testClickHouse } from '../../../test/support/test-clickhouse.ts';
import { claimClickHouse } from './claim-clickhouse.ts';

const ours = randomUUID();

test('an installation finds its own events again, and those of another one are refused to it', async () => {
  const clickhouse = await testClickHouse();
  for (let start = 0; start < 3; start++) await claimClickHouse(clickhouse, ours);
  await expect(claimClickHouse(clickhouse, randomUUID())).rejects.toMatchObject({
    code: 'clickhouse-of-another',
    field: 'CLICKHOUSE_URL',
  });
  await claimClickHouse(clickhouse, ours);
});

test('of two that come to an empty one at the same time not both have it', async () => {
  const clickhouse = await testClickHouse();
  const both = await Promise.allSettled([
    claimClickHouse(clickhouse, ours),
    claimClickHouse(clickhouse, randomUUID()),
  ]);
  expect(both.some(({ status }) => status === 'rejected')).toBe(true);
});
