import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { testDatabase } from '../../../test/support/test-database.ts';
import { callerOfKey } from '../../ingest/access/caller-of-key.ts';
import { findOrMakeCredentials, writeCredentials } from './credentials.ts';
import { findOrMakeInstallation } from './install.ts';

const { sql } = await testDatabase();
const mail = { send: false, provider: undefined, from: undefined };
const installation = await findOrMakeInstallation(sql, { empty: false, mail });
const folder = await mkdtemp(join(tmpdir(), 'crest-credentials-'));
const file = join(folder, 'credentials.json');
afterAll(() => rm(folder, { recursive: true }));

const start = async () => {
  const { isNew, ...keys } = await findOrMakeCredentials(sql, folder, installation, 0);
  await writeCredentials(folder, 'http://localhost:3000', keys);
  return { isNew, keys };
};

test('the key of servers that send events does nothing else, the key of pages less than that, and both are kept', async () => {
  const { isNew, keys } = await start();
  expect(isNew).toBe(true);
  expect((await callerOfKey(sql, keys.ingestKey)).scopes).toEqual(['ingest']);
  expect((await callerOfKey(sql, keys.pageKey)).scopes).toEqual(['page']);
  expect(await start()).toEqual({ isNew: false, keys });
});

test('a folder of an earlier version gets them, and keeps its other keys', async () => {
  const { keys } = await start();
  const { ingestKey, pageKey, ...old } = JSON.parse(await readFile(file, 'utf8'));
  await writeFile(file, JSON.stringify(old));
  const again = await start();
  expect(again).toMatchObject({
    isNew: false,
    keys: { adminKey: keys.adminKey, writeKey: keys.writeKey },
  });
  expect(again.keys.ingestKey).not.toBe(ingestKey);
  expect(again.keys.pageKey).not.toBe(pageKey);
  expect((await callerOfKey(sql, again.keys.pageKey)).scopes).toEqual(['page']);
  expect((await callerOfKey(sql, again.keys.ingestKey)).scopes).toEqual(['ingest']);
});
