import { expect, test } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { createInstallation, openPostgresEventLog } from '#storage';
import { erasePerson, logPerson } from '../../../test/storage/erasure/erased-person.ts';
import { testClickHouse } from '../../../test/support/test-clickhouse.ts';
import { testDatabase } from '../../../test/support/test-database.ts';
import { Forgetting } from '../erasures/forgetting.ts';
import { Upkeep } from './upkeep.ts';

Logger.overrideLogger(false);

test('a stop does not wait for an erasure that waits for a sink which is away', async () => {
  const { sql } = await testDatabase();
  const clickhouse = await testClickHouse();
  await createInstallation(sql, {
    ...{ id: '0b9f3c1e-5f57-5d0e-9a55-3f0b5a0c9d11', secret: new Uint8Array(32), workspace: 'people' },
    ...{ clock: null, demo: null },
  });
  await logPerson(sql, 'ada');
  await erasePerson(sql, 'ada');
  const log = await openPostgresEventLog(sql, 'test');
  const upkeep = new Upkeep();
  upkeep.start('erasure', (signal) => new Forgetting(sql, clickhouse, log, null, null).runOnce(signal));
  await upkeep.beforeApplicationShutdown();
  expect(upkeep.state).toMatchObject({ atWork: null, failed: { what: 'erasure' } });
  expect(await sql`select from contact where erased_subject_key is not null`).toHaveLength(1);
});
