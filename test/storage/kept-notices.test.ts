import { expect, test } from '@jest/globals';
import { createInstallation, keepNotices } from '#storage';
import { testDatabase } from '../support/test-database.ts';

const DAY = 86_400_000;
const { sql } = await testDatabase();
await createInstallation(sql, {
  ...{ id: '0b9f3c1e-5f57-5d0e-9a55-3f0b5a0c9d11', secret: new Uint8Array(32), workspace: 'default' },
  ...{ clock: null, demo: null },
});
const [workspace] = await sql<{ id: number }[]>`select id from workspace`;
const keep = (key: string, now: number) =>
  keepNotices(sql, { now }, [
    {
      ...{ workspaceId: workspace?.id ?? 0, provider: 'postmark', key: key.repeat(64), type: 'unknown' },
      ...{ said: 'Teleport', reason: 'unknown-type', body: '{}', holderKey: null, occurredAt: null },
    },
  ]);
const kept = async () => {
  const rows = await sql<{ key: string }[]>`
    select left(encode(key, 'hex'), 1) as key from kept_notice order by key`;
  return rows.map(({ key }) => key).join('');
};

test('what could not be made an event is kept for 90 days, once, and no longer', async () => {
  expect([await keep('a', 0), await keep('a', DAY), await keep('b', DAY)]).toEqual([1, 0, 1]);
  await keep('c', 90 * DAY);
  expect(await kept()).toBe('abc');
  await keep('d', 90 * DAY + 1);
  expect(await kept()).toBe('bcd');
});
