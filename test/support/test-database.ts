import { randomBytes } from 'node:crypto';
import { afterAll } from '@jest/globals';
import { openPostgres, type Sql } from '#storage';
import { databaseUrl, TEMPLATE } from './postgres-server.ts';

export interface TestDatabase {
  readonly sql: Sql;
  /** For a second pool, or another process. */
  readonly url: string;
}

/**
 * A database of the test file's own, migrated and empty, gone when the file is done. Call it at the top of the file:
 * `const { sql } = await testDatabase();`. Without `migrated` it has no tables.
 */
export async function testDatabase({ migrated = true } = {}): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const admin = openPostgres({ url: databaseUrl('postgres'), max: 1 });
  await admin`create database ${admin(name)} template ${admin(migrated ? TEMPLATE : 'template0')}`;
  const url = databaseUrl(name);
  const sql = openPostgres({ url });
  afterAll(async () => {
    await sql.end();
    await admin`drop database ${admin(name)} with (force)`;
    await admin.end();
  });
  return { sql, url };
}
