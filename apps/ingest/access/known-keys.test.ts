import { randomBytes } from 'node:crypto';
import { afterAll, expect, test } from '@jest/globals';
import { insertKey, openPostgres } from '#storage';
import { testDatabase } from '../../../test/support/test-database.ts';
import { findOrMakeInstallation } from '../../api/start-up/install.ts';
import { hashKey, type Key, makeKey } from './key.ts';
import { KnownKeys } from './known-keys.ts';

const { sql, url } = await testDatabase();
const mail = { send: false, provider: undefined, from: undefined };
const { workspaceId } = await findOrMakeInstallation(sql, { empty: false, mail });
let now = 0;
const statements: string[] = [];

const watched = openPostgres({ url, onStatement: (text) => statements.push(text) });
const keys = new KnownKeys(watched, () => now);
afterAll(() => watched.end());

const store = ({ id, text }: Key) =>
  insertKey(sql, { now: 0 }, { id, workspaceId, hash: hashKey(text), scopes: ['ingest'] });
const asked = async (work: () => Promise<unknown>) => {
  statements.length = 0;
  await work();
  return statements.filter((text) => text.includes('api_key')).length;
};

test('a key is asked for once a second, however many calls come with it at a time', async () => {
  const key = makeKey('live', randomBytes(40));
  await store(key);
  const calls = () => Promise.all(Array.from({ length: 50 }, () => keys.callerOf(key.text)));
  expect(await asked(calls)).toBe(1);
  now += 999;
  expect(await asked(calls)).toBe(0);
  now += 1;
  expect(await asked(calls)).toBe(1);
  expect(await keys.callerOf(key.text)).toMatchObject({ name: `key ${key.id}`, workspaceId });
});

test('a key that was revoked is good for a second at most', async () => {
  const key = makeKey('live', randomBytes(40));
  await store(key);
  await keys.callerOf(key.text);
  await sql`update api_key set revoked_at = '2026-01-01T00:00:00Z' where id = ${key.id}`;
  now += 1_000;
  await expect(keys.callerOf(key.text)).rejects.toThrow('was revoked');
});

test('a key that was refused is good as soon as it is there', async () => {
  const key = makeKey('live', randomBytes(40));
  await expect(keys.callerOf(key.text)).rejects.toThrow('not known here');
  await store(key);
  expect(await keys.callerOf(key.text)).toMatchObject({ workspaceId });
});

test('a key with the id of a good one and another secret is not let in by it', async () => {
  const random = randomBytes(40);
  const key = makeKey('live', random);
  await store(key);
  await keys.callerOf(key.text);
  const other = makeKey('live', Buffer.concat([random.subarray(0, 8), randomBytes(32)]));
  expect(other.id).toBe(key.id);
  await expect(keys.callerOf(other.text)).rejects.toThrow('not known here');
});
