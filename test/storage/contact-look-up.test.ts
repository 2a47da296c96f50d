import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, expect, test } from '@jest/globals';
import { upsert } from '#runtime';
import {
  createInstallation,
  findContacts,
  listContacts,
  openPostgres,
  readInstallation,
  readWorkspace,
} from '#storage';
import { testDatabase } from '../support/test-database.ts';

const { url } = await testDatabase();
// One connection, so that what it did is counted when the next statement asks.
const sql = openPostgres({ url, max: 1 });
afterAll(() => sql.end());
await createInstallation(sql, {
  ...{ id: randomUUID(), secret: randomBytes(32), workspace: 'default', clock: null, demo: null },
});
const workspaceId = (await readInstallation(sql))?.workspaceId ?? 0;
const workspace = await readWorkspace(sql, workspaceId);

async function scans(index: string): Promise<number> {
  await sql`select pg_stat_force_next_flush()`;
  const [row] = await sql<{ scans: number }[]>`
    select idx_scan as scans from pg_stat_user_indexes where indexrelname = ${index}`;
  return row?.scans ?? Number.NaN;
}

test('a contact is looked up by its id and never among the addresses, in a table that nobody has counted yet', async () => {
  const ids = Array.from({ length: 600 }, (_, i) => `c${i}`);
  for (const some of [ids.slice(0, 100), ids.slice(100)])
    await upsert(sql, { workspace, lines: some.map((id) => ({ id })), now: 0 });
  const before = await scans('contact_email_prefix');
  expect((await findContacts(sql, workspaceId, ids)).size).toBe(600);
  await upsert(sql, { workspace, lines: ids.map((id) => ({ id, email: `${id}@example.com` })), now: 0 });
  expect(await scans('contact_email_prefix')).toBe(before);
});

test('who asks for an address is served by the index of addresses', async () => {
  const before = await scans('contact_email_prefix');
  const asked = { workspaceId, id: null, email: 'c59', after: null, limit: 20 };
  expect(await listContacts(sql, asked)).toHaveLength(11);
  expect(await scans('contact_email_prefix')).toBe(before + 1);
});
