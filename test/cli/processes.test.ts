import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from '@jest/globals';
import { openClickHouse } from '#storage';
import { testCrest } from '../http/support/test-crest.ts';
import { testClickHouseServer } from '../support/test-clickhouse-server.ts';
import { testDatabase } from '../support/test-database.ts';
import { crest } from './support/run-crest.ts';

const server = await testCrest();
await server.app.listen(0, '127.0.0.1');
const there = {
  environment: { CREST_URL: await server.app.getUrl(), CREST_KEY: await server.makeScopedKey('read') },
};
const postgres = await testDatabase({ migrated: false });
const clickhouse = await testClickHouseServer();
const folder = mkdtempSync(join(tmpdir(), 'crest-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('crest serve', () => {
  test.each([
    [['serve'], [], {}],
    [['serve', '--empty'], ['--empty'], {}],
    [
      ['serve', '--roles', 'collect,sink', '--port', '3001', '--host', '::1'],
      [],
      { ROLES: 'collect,sink', PORT: '3001', HOST: '::1' },
    ],
  ])('%j hands its flags to the program of npm start', async (argv, args, settings) => {
    const ran: unknown[] = [];
    const { exit } = await crest(argv, { runProgram: async (...call) => ran.push(call) - 1 });
    expect(exit).toBe(0);
    expect(ran).toEqual([['dist/apps/api/main.js', args, settings]]);
  });

  test.each([
    [0, 0],
    [1, 1],
    [2, 2],
    [137, 1],
  ])('an end with %i is an exit with %i', async (code, exit) => {
    expect(await crest(['serve'], { runProgram: async () => code })).toMatchObject({ exit });
  });
});

describe('crest migrate', () => {
  const program = fileURLToPath(new URL('../../apps/api/migrate.js', import.meta.url));
  const migrate = (settings: Record<string, string>) =>
    spawnSync(process.execPath, [program], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, CREST_DATA_DIR: join(folder, 'data'), ...settings },
    });

  test('makes the tables of both stores, again without harm, and keeps nothing here', async () => {
    const stores = { DATABASE_URL: postgres.url, CLICKHOUSE_URL: clickhouse.url, ROLES: 'collect' };
    for (let time = 0; time < 2; time++) {
      const { status, stderr } = migrate(stores);
      expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringContaining('up to date') });
    }
    expect((await postgres.sql`select name from migration`).length).toBeGreaterThan(10);
    const client = openClickHouse({ url: clickhouse.url });
    const answer = await client.query({ query: 'select count() as n from events', format: 'JSONEachRow' });
    expect(await answer.json()).toEqual([{ n: 0 }]);
    await client.close();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('a store that is not there is exit 1, a wrong setting exit 2', () => {
    const away = migrate({ DATABASE_URL: postgres.url, CLICKHOUSE_URL: 'http://127.0.0.1:1/crest' });
    expect({ status: away.status, said: away.stderr }).toEqual({
      status: 1,
      said: expect.stringContaining('CLICKHOUSE_URL'),
    });
    expect(migrate({ DATABASE_URL: 'nonsense' }).status).toBe(2);
  });

  test('says so as JSON where that was asked for', async () => {
    expect(await crest(['migrate', '--json'], { runProgram: async () => 0 })).toMatchObject({
      exit: 0,
      out: '{"migrated":true}\n',
    });
  });
});

describe('crest doctor', () => {
  test('all well is exit 0', async () => {
    const { exit, out } = await crest(['doctor'], there);
    expect({ exit, out }).toEqual({ exit: 0, out: expect.stringMatching(/^✔ stores +all answer$/m) });
    expect(out).not.toContain('✘');
  });

  test('what could not be stored is exit 3, and said', async () => {
    await server.sql`
      insert into dead_letter (sink, log_id, part, pos, event_id, reason, body, noticed_at)
      values ('clickhouse', ${`postgres:${server.installation.id}`}, 0, 0, null, 'bad', '{}', now())`;
    const { exit, out } = await crest(['doctor', '--json'], there);
    expect({ exit, ...JSON.parse(out) }).toMatchObject({
      exit: 3,
      healthy: false,
      findings: expect.arrayContaining([
        expect.objectContaining({
          name: 'dead letters',
          ok: false,
          said: expect.stringMatching(/^1 events/),
        }),
      ]),
    });
  });

  test('a silent store is exit 3, no server at all exit 1', async () => {
    await server.sql.end();
    expect(await crest(['doctor'], there)).toMatchObject({
      exit: 3,
      out: expect.stringContaining('No answer from postgres'),
    });
    const nowhere = { environment: { CREST_URL: 'http://127.0.0.1:1', CREST_KEY: 'x' } };
    expect(await crest(['doctor'], nowhere)).toMatchObject({ exit: 1 });
  });
});
