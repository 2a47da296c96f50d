import { expect, test } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { createInstallation, holdUpkeep, openPostgres, openPostgresEventLog, type Sql } from '#storage';
import { erasePerson, logPerson } from '../../../test/storage/erasure/erased-person.ts';
import { testClickHouse } from '../../../test/support/test-clickhouse.ts';
import { testDatabase } from '../../../test/support/test-database.ts';
import { Forgetting } from '../erasures/forgetting.ts';
import { Upkeep } from './upkeep.ts';

Logger.overrideLogger(false);

async function install(sql: Sql): Promise<void> {
  await createInstallation(sql, {
    ...{ id: '0b9f3c1e-5f57-5d0e-9a55-3f0b5a0c9d11', secret: new Uint8Array(32), workspace: 'people' },
    ...{ clock: null, demo: null },
  });
}

test('a stop does not wait for an erasure that waits for a sink which is away', async () => {
  const { sql } = await testDatabase();
  const clickhouse = await testClickHouse();
  await install(sql);
  await logPerson(sql, 'ada');
  await erasePerson(sql, 'ada');
  const log = await openPostgresEventLog(sql, 'test');
  const upkeep = new Upkeep();
  upkeep.start('erasure', (signal) => new Forgetting(sql, clickhouse, log, null, null).runOnce(signal));
  await upkeep.beforeApplicationShutdown();
  expect(upkeep.state).toMatchObject({ atWork: null, failed: { what: 'erasure' } });
  expect(await sql`select from contact where erased_subject_key is not null`).toHaveLength(1);
});

test('an erasure waits while another process is at work on the tables, and then goes on by itself', async () => {
  const { sql: other, url } = await testDatabase();
  const clickhouse = await testClickHouse();
  await install(other);
  await erasePerson(other, 'ada');
  let release: () => void = () => undefined;
  const held = holdUpkeep(
    other,
    () =>
      new Promise<void>((resolve) => {
        release = resolve;
      }),
  );
  let asked = 0;
  const sql = openPostgres({
    url,
    onStatement: (text) => {
      if (text.includes('pg_try_advisory_xact_lock') && ++asked === 2) release();
    },
  });
  const log = await openPostgresEventLog(sql, 'test');
  const upkeep = new Upkeep();
  upkeep.start('erasure', (signal) => new Forgetting(sql, clickhouse, log, null, null).runOnce(signal));
  await upkeep.idle();
  expect(upkeep.state).toEqual({ atWork: null, failed: null });
  await held;
  expect(asked).toBeGreaterThan(2);
  expect(await sql`select from contact where bytes_gone_at is not null`).toHaveLength(1);
  await sql.end();
});
