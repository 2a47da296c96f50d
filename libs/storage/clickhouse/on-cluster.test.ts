import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import type { LoggedEvent } from '#engine';
import { onCluster, splitStatements } from '#storage';
import { loadEvents } from '../../../test/support/load-events.ts';
import { randomEvents } from '../../../test/support/random-events.ts';
import { testClickHouse } from '../../../test/support/test-clickhouse.ts';
import { migrationFolder } from '../migration.ts';

const folder = migrationFolder('clickhouse');
const files = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
const statements = (
  await Promise.all(files.map(async (name) => splitStatements(await readFile(new URL(name, folder), 'utf8'))))
).flat();
const plain = await testClickHouse();
const clickhouse = await testClickHouse({ migrated: false });

async function read(client: typeof clickhouse, query: string): Promise<unknown[]> {
  return (await client.query({ query, format: 'JSONEachRow' })).json();
}

describe('every statement of the migrations on a cluster', () => {
  const rendered = statements.flatMap((statement) => onCluster(statement, 'main'));

  test.each(rendered.map((statement) => [statement.split('\n', 1)[0] ?? '', statement]))(
    'is one that ClickHouse reads: %s',
    async (_, statement) => {
      expect(await read(clickhouse, `explain ast ${statement}`)).not.toEqual([]);
    },
  );

  test('is made on all nodes, and what keeps rows is replicated', () => {
    for (const statement of rendered) expect(statement).toContain("on cluster 'main'");
    for (const table of ['events', 'touch_facts', 'step_rollup', 'enrollment_facts']) {
      const [local, distributed] = rendered.filter((each) =>
        new RegExp(`^create table if not exists ${table}(_local)? `).test(each),
      );
      expect(local).toMatch(
        /engine = Replicated\w*MergeTree\('\/clickhouse\/tables\/\{uuid\}\/\{shard\}', '\{replica\}'/,
      );
      expect(local).toContain(
        'replicated_deduplication_window = 10000, replicated_deduplication_window_seconds',
      );
      expect(local).not.toContain('non_replicated');
      expect(distributed).toContain(`engine = Distributed('main', currentDatabase(), ${table}_local`);
    }
  });

  test('rows of an enrollment go to one shard, and a table without enrollments is written where it stands', () => {
    const distributed = rendered.filter((statement) => statement.includes('engine = Distributed'));
    const keyed = distributed.filter((statement) => statement.endsWith(', enrollment_no)'));
    expect(keyed.map((statement) => statement.split(' ')[5])).toEqual(
      expect.arrayContaining(['events', 'touch_facts', 'enrollment_facts']),
    );
    expect(distributed.filter((statement) => !keyed.includes(statement))).toEqual([
      expect.stringContaining('step_rollup'),
      expect.stringContaining('installation'),
    ]);
  });

  // Replicated needs Keeper and Distributed needs servers, neither of which is in the library: one shard without both.
  test('fills the tables of a shard as the plain one fills its own (Replicated and Distributed left out)', async () => {
    for (const statement of rendered) {
      // A plain view reads the Distributed table.
      if (statement.includes('engine = Distributed') || statement.startsWith('create view')) continue;
      const query = statement
        .replace(" on cluster 'main'", '')
        .replace(/engine = Replicated(\w+)\('[^']+', '[^']+'(?:, )?(.*?)\)/, 'engine = $1($2)')
        .replace(/replicated_deduplication_window = .*$/m, 'non_replicated_deduplication_window = 10000');
      await clickhouse.command({ query });
    }
    const events: readonly LoggedEvent[] = randomEvents(31, 300);
    await loadEvents(plain, events, { token: 'cluster' });
    const [{ name = '' } = {}] = (await read(plain, 'select currentDatabase() as name')) as {
      name?: string;
    }[];
    await clickhouse.command({ query: `insert into events_local select * from ${name}.events` });
    for (const [table, columns] of [
      ['touch_facts', 'enrollment_no, visit, kind, min(first_at) as at'],
      ['enrollment_facts', 'enrollment_no, kind, min(first_at) as at'],
      ['step_rollup', 'step, variant, kind, cohort, lag, groupBitmapMerge(who) as n'],
    ]) {
      const expected = await read(plain, `select ${columns} from ${table} group by all order by all`);
      expect(expected.length).toBeGreaterThan(10);
      expect(
        await read(clickhouse, `select ${columns} from ${table}_local group by all order by all`),
      ).toEqual(expected);
    }
  });
});

describe('forms that migrations may have later', () => {
  test.each([
    ['create view if not exists v as select * from events', 1],
    ['create or replace view v as select * from events', 1],
    ['alter table events add column if not exists x String', 2],
    ['alter table events modify setting parts_to_delay_insert = 10', 1],
    ['drop table if exists events', 2],
    ['drop view if exists events_view', 1],
  ])('%s', async (statement, count) => {
    const rendered = onCluster(statement, 'main');
    expect(rendered).toHaveLength(count);
    for (const each of rendered) {
      expect(each).toContain("on cluster 'main'");
      expect(await read(clickhouse, `explain ast ${each}`)).not.toEqual([]);
    }
  });

  test.each(['insert into events select * from events', 'optimize table events', 'rename table a to b'])(
    'what has no form yet is refused by name: %s',
    (statement) => {
      expect(() => onCluster(statement, 'main')).toThrow(statement);
    },
  );
});
