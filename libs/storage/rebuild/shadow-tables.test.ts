import { randomUUID } from 'node:crypto';
import type { ClickHouseClient } from '@clickhouse/client';
import { expect, test } from '@jest/globals';
import { aroundCommands } from '../../../test/support/around-commands.ts';
import { testClickHouse } from '../../../test/support/test-clickhouse.ts';
import { queryRows } from '../reports/query-rows.ts';
import { dropShadows, exchangeShadows, makeShadows, shadowOf } from './shadow-tables.ts';

const clickhouse = await testClickHouse({ migrated: false });
const TABLES = ['one', 'two'];

/** Two tables that hold `old`, and beside each a filled one that holds `new`; the id of that rebuild. */
async function prepared(): Promise<string> {
  const id = randomUUID();
  for (const table of TABLES) {
    await clickhouse.command({ query: `drop table if exists ${table} sync` });
    await clickhouse.command({
      query: `create table ${table} (what String) engine = MergeTree order by what`,
    });
    await clickhouse.command({ query: `insert into ${table} values ('old')` });
  }
  await makeShadows(clickhouse, id, TABLES);
  for (const table of TABLES)
    await clickhouse.command({ query: `insert into ${shadowOf(id, table)} values ('new')` });
  return id;
}

const held = async () => {
  const rows = await queryRows<{ what: string }>(
    clickhouse,
    `select concat('one ', what) as what from one union all select concat('two ', what) from two`,
    {},
  );
  return rows.map(({ what }) => what).sort();
};

/** The client of a process that is held up, or dies, at its nth command; `meanwhile` may throw. */
const at = (nth: number, meanwhile: () => Promise<unknown>): ClickHouseClient => {
  let n = 0;
  return aroundCommands(clickhouse, async (run) => {
    if (n++ === nth) await meanwhile();
    return run();
  });
};

const died = () => Promise.reject(new Error('the process died'));

test('two that finish one rebuild at once exchange its tables once, wherever either of them stands', async () => {
  for (let one = 0; one < 3; one++)
    for (let other = 0; other < 4; other++) {
      const id = await prepared();
      const meanwhile = at(one, async () => {
        const second = at(other, died);
        await exchangeShadows(second, id)
          .then(
            () => dropShadows(second, id),
            () => undefined,
          )
          .catch(() => undefined);
      });
      const isInPlace = await exchangeShadows(meanwhile, id).catch(() => null);
      if (isInPlace === null) expect(await exchangeShadows(clickhouse, id)).toBe(true);
      else expect(isInPlace).toBe(true);
      expect([one, other, await held()]).toEqual([one, other, ['one new', 'two new']]);
      await dropShadows(clickhouse, id);
    }
});

test('where the filled tables are gone nothing was exchanged, and it says so', async () => {
  const id = await prepared();
  await dropShadows(clickhouse, id);
  expect(await exchangeShadows(clickhouse, id)).toBe(false);
  expect(await held()).toEqual(['one old', 'two old']);
});

test('who finishes a rebuild drops no table of another one', async () => {
  const id = await prepared();
  await dropShadows(clickhouse, randomUUID());
  expect(await exchangeShadows(clickhouse, id)).toBe(true);
  expect(await held()).toEqual(['one new', 'two new']);
});
