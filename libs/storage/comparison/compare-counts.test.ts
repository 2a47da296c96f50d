import type { ClickHouseClient } from '@clickhouse/client';
import { beforeAll, expect, test } from '@jest/globals';
import { loadEvents } from '../../../test/support/load-events.ts';
import { randomEvents } from '../../../test/support/random-events.ts';
import { testClickHouse } from '../../../test/support/test-clickhouse.ts';
import { compareCounts } from './compare-counts.ts';

const clickhouse = await testClickHouse();
const outbound = { workspace: 'default', sequence: 'outbound' };
const stranger = `enrollment_no = 999999`;

beforeAll(async () => {
  await loadEvents(clickhouse, randomEvents(1, 20), { token: 'all' });
});

const addStranger = () =>
  clickhouse.command({
    query: `insert into enrollment_facts select * replace (999999 as enrollment_no) from enrollment_facts
      where sequence = 'outbound' and version = 1 and kind = 'enrolled' limit 1`,
  });
const removeStranger = () =>
  clickhouse.command({
    query: `alter table enrollment_facts delete where ${stranger} settings mutations_sync = 2`,
  });

/** The client of somebody who is away for a moment after each look. */
function afterEachLook(meanwhile: () => Promise<unknown>): ClickHouseClient {
  return new Proxy(clickhouse, {
    get(client, name) {
      if (name === 'query')
        return async (params: Parameters<ClickHouseClient['query']>[0]) => {
          const answer = await client.query(params);
          const text = await answer.text();
          await meanwhile();
          return {
            json: async () => text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)])),
          };
        };
      const value = Reflect.get(client, name);
      return typeof value === 'function' ? value.bind(client) : value;
    },
  });
}

test('what is counted wrong at one look and right at the next was on its way', async () => {
  await addStranger();
  expect(await compareCounts(afterEachLook(removeStranger), outbound)).toEqual([]);
  expect(await compareCounts(clickhouse, outbound)).toEqual([]);
});

test('what is counted wrong by as many at both looks is wrong', async () => {
  await addStranger();
  const found = await compareCounts(clickhouse, outbound);
  expect(found).toMatchObject([{ ...outbound, version: 1, kind: 'enrolled', countedIn: 'enrollment_facts' }]);
  expect(found.map(({ expected, found }) => found - expected)).toEqual([1]);
  await removeStranger();
});
