import { expect, test } from '@jest/globals';
import { loadEvents } from '../../../test/support/load-events.ts';
import { randomEvents } from '../../../test/support/random-events.ts';
import { testClickHouse } from '../../../test/support/test-clickhouse.ts';
import { forgetStatement } from './forget-on-cluster.ts';

const clickhouse = await testClickHouse();
const read = async (query: string) => (await clickhouse.query({ query, format: 'JSONEachRow' })).json();

test('the mutation of a cluster is one that ClickHouse reads', async () => {
  const statement = forgetStatement('enrollment_no in (1, 2)', "events_local on cluster 'main'");
  const answer = await clickhouse.query({
    query: 'select formatQuery({statement:String}) as text',
    query_params: { statement },
    format: 'JSONEachRow',
  });
  expect(await answer.json()).toEqual([{ text: expect.stringContaining('ON CLUSTER main') }]);
});

// ON CLUSTER itself needs Keeper, which is not in the library: the same mutation on one server.
test('it takes away who they were, of their rows alone, and leaves what is counted', async () => {
  await loadEvents(clickhouse, randomEvents(41, 200), { token: 'forget' });
  const [{ no = 0 } = {}] = (await read(
    'select enrollment_no as no from events where enrollment_no != 0 group by no order by count() desc limit 1',
  )) as { no?: number }[];
  const counted = 'select enrollment_no, kind, count() as n from events group by all order by all';
  const others = `select * from events where enrollment_no != ${no} order by event_id`;
  const [countsBefore, othersBefore] = [await read(counted), await read(others)];
  await clickhouse.command({ query: forgetStatement(`enrollment_no in (${no})`, 'events') });
  const theirs = await read(
    `select distinct subject_key, properties = if(kind = 'bounced:soft', '{"kind":"soft"}', '{}') as gone
    from events where enrollment_no = ${no}`,
  );
  expect(theirs).toEqual([{ subject_key: 'erased', gone: 1 }]);
  expect(await read(counted)).toEqual(countsBefore);
  expect(await read(others)).toEqual(othersBefore);
});
