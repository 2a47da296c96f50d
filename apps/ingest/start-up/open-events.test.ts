import { randomBytes, randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { claimClickHouse, createInstallation, readInstallation } from '#storage';
import { testClickHouse } from '../../../test/support/test-clickhouse.ts';
import { testDatabase } from '../../../test/support/test-database.ts';
import { openEvents } from './open-events.ts';
import { Opened } from './opened.ts';
import { Reporter } from './reporter.ts';

test('a process does not start on the events of another installation', async () => {
  const { sql } = await testDatabase();
  const clickhouse = await testClickHouse();
  await createInstallation(sql, {
    ...{ id: randomUUID(), secret: randomBytes(32), workspace: 'default', clock: null, demo: null },
  });
  const installation = await readInstallation(sql);
  if (!installation) throw new Error('the installation was not made');
  const embedded = { postgres: false, clickhouse: false };
  const stores = { sql, clickhouse, dataDir: null, embedded, close: async () => undefined };
  const config = { kafkaBrokers: undefined, roles: ['sink' as const] };
  const reporter = new Reporter({ write: () => undefined }, false);
  const start = () => openEvents(stores, installation, config, reporter, new Opened());
  expect((await start()).sink).not.toBeNull();
  await clickhouse.command({ query: 'truncate table installation' });
  await claimClickHouse(clickhouse, randomUUID());
  await expect(start()).rejects.toMatchObject({ code: 'clickhouse-of-another' });
});
