import { randomBytes } from 'node:crypto';
import { afterAll } from '@jest/globals';
import { openPostgres, type Sql } from '#storage';
import { databaseUrl, TEMPLATE } from './postgres-server.ts';

export interface TestDatabase {
  readonly sql: Sql;
  /** For a second pool, or another process. */
  readonly url: string;
}

const opened: { name: string; sql: Sql }[] = [];

afterAll(async () => {
  const admin = openPostgres({ url: databaseUrl('postgres'), max: 1 });
  for (const { name, sql } of opened) {
    await sql.end();
    await admin`drop database ${admin(name)} with (force)`;
  }
  await admin.end();
});

/**
 * A database with tables and no rows, gone when the test file is done: `const { sql } = await testDatabase();` at the
 * top of the file. Another call is another database. Without `migrated` it has no tables.
 */
export async function testDatabase({ migrated = true } = {}): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const admin = openPostgres({ url: databaseUrl('postgres'), max: 1 });
  // Copying files is quicker than logging every page, for a template this small.
  await admin`create database ${admin(name)} template ${admin(migrated ? TEMPLATE : 'template0')} strategy file_copy`;
  await admin.end();
  const url = databaseUrl(name);
  const sql = openPostgres({ url });
  opened.push({ name, sql });
  return { sql, url };
}
