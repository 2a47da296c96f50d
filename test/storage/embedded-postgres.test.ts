import { chmod, mkdir, mkdtemp, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openPostgres, startEmbeddedPostgres } from '#storage';
import { startProgram } from '../support/program.ts';

const root = await realpath(await mkdtemp(join(tmpdir(), 'crest-test-')));
await chmod(root, 0o755);
/** As anybody else PostgreSQL runs as who starts it, so there is nothing to see. */
const testAsRoot = process.getuid?.() === 0 ? test : test.skip;
afterAll(() => rm(root, { recursive: true }));

const holder = new URL('./hold-postgres.js', import.meta.url);

/** One folder for all tests: making one takes a second. Every test leaves it stopped. */
const folder = join(root, 'data');
const data = join(folder, 'postgres', 'data');

beforeAll(async () => {
  await mkdir(folder, { mode: 0o700 });
  const said: string[] = [];
  const server = await startEmbeddedPostgres(folder, { onProgress: (line) => said.push(line) });
  expect(said).toEqual(['PostgreSQL has a new data folder']);
  await ask(server.url, 'create table kept (n integer)');
  await server.stop();
});

async function ask(url: string, query: string) {
  const sql = openPostgres({ url, max: 1 });
  try {
    return await sql.unsafe(query);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

const runs = () =>
  stat(join(data, 'postmaster.pid')).then(
    () => true,
    () => false,
  );

async function untilStopped(): Promise<void> {
  while (await runs()) await setTimeout(10);
}

test('what was stored is there after a restart', async () => {
  const first = await startEmbeddedPostgres(folder);
  await ask(first.url, 'insert into kept values (1)');
  await first.stop();
  expect(await runs()).toBe(false);
  const second = await startEmbeddedPostgres(folder);
  expect(await ask(second.url, 'select n from kept')).toEqual([{ n: 1 }]);
  expect(second.adopted).toBe(false);
  await second.stop();
});

test('it is PostgreSQL 18 that keeps what it acknowledges, in UTC, and sorts texts alike everywhere', async () => {
  const server = await startEmbeddedPostgres(folder);
  const [row] = await ask(
    server.url,
    `select current_setting('server_version') as version, current_setting('fsync') as fsync,
            current_setting('synchronous_commit') as commit, current_setting('TimeZone') as zone,
            (select datlocprovider from pg_database where datname = current_database()) as locale`,
  );
  expect(row).toEqual({
    version: expect.stringMatching(/^18\./),
    fsync: 'on',
    commit: 'on',
    zone: 'UTC',
    locale: 'b',
  });
  await server.stop();
});

test('the password is random, readable by its owner alone, and needed', async () => {
  const password = join(folder, 'postgres', 'password');
  expect((await stat(password)).mode & 0o777).toBe(0o600);
  expect((await readFile(password, 'utf8')).trim()).toMatch(/^[0-9a-f]{48}$/);
  const server = await startEmbeddedPostgres(folder);
  const url = new URL(server.url);
  url.password = 'another';
  await expect(ask(url.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
  await server.stop();
});

test('a server left over by a killed process is taken over, with all that was stored', async () => {
  const other = startProgram(holder, [folder]);
  const { url } = JSON.parse(await other.line());
  await ask(url, 'insert into kept values (2)');
  await other.end('SIGKILL');
  expect(await ask(url, 'select 1 as alive')).toEqual([{ alive: 1 }]);
  const server = await startEmbeddedPostgres(folder);
  expect(server).toMatchObject({ adopted: true, url });
  expect(await ask(server.url, 'select n from kept where n = 2')).toEqual([{ n: 2 }]);
  await server.stop();
  expect(await runs()).toBe(false);
});

test('a server left over that does not let us in is stopped, and a new one started', async () => {
  const other = startProgram(holder, [folder]);
  const { url } = JSON.parse(await other.line());
  await other.end('SIGKILL');
  const file = join(folder, 'postgres', 'password');
  const password = await readFile(file, 'utf8');
  await writeFile(file, 'another');
  const server = await startEmbeddedPostgres(folder);
  await writeFile(file, password);
  expect(server.adopted).toBe(false);
  await expect(ask(url, 'select 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await server.stop();
});

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
  '%s to a process that does not listen for it stops its server, too',
  async (signal) => {
    const other = startProgram(holder, [folder]);
    await other.line();
    expect(await other.end(signal)).toBe(signal);
    await untilStopped();
  },
);

test('process.exit stops the server, too', async () => {
  const other = startProgram(holder, [folder, 'leave']);
  await other.line();
  await untilStopped();
});

test('a crashed server is repaired at the next start, even where its process id is somebody else now', async () => {
  const server = await startEmbeddedPostgres(folder);
  await ask(server.url, 'insert into kept values (3)');
  const [pid = '', ...rest] = (await readFile(join(data, 'postmaster.pid'), 'utf8')).split('\n');
  process.kill(Number(pid), 'SIGKILL');
  const { uid, gid } = await stat(data);
  const stranger = startProgram(
    new URL('./hold-nothing.js', import.meta.url),
    [],
    process.getuid?.() === 0 ? { uid, gid } : {},
  );
  await stranger.line();
  await writeFile(join(data, 'postmaster.pid'), [stranger.pid, ...rest].join('\n'));
  const next = await startEmbeddedPostgres(folder);
  expect(next.adopted).toBe(false);
  expect(await ask(next.url, 'select n from kept where n = 3')).toEqual([{ n: 3 }]);
  await next.stop();
  await stranger.end('SIGKILL');
});

test('a server that cannot start says why', async () => {
  await expect(
    startEmbeddedPostgres(folder, { settings: { shared_buffers: 'plenty' } }),
  ).rejects.toMatchObject({
    code: 'embedded-postgres-failed',
    detail: expect.stringContaining('"shared_buffers"'),
    fix: expect.stringContaining('server.log'),
  });
});

testAsRoot('started by root, it does not run as root, and no other user can read the folder', async () => {
  const server = await startEmbeddedPostgres(folder);
  expect((await stat(data)).uid).not.toBe(0);
  expect((await stat(folder)).mode & 0o777).toBe(0o710);
  expect((await stat(folder)).uid).toBe(0);
  await server.stop();
});

testAsRoot('started by root below a folder that its user may not enter, it names that folder', async () => {
  const closed = join(root, 'closed');
  await mkdir(join(closed, 'data'), { recursive: true });
  await chmod(closed, 0o700);
  await expect(startEmbeddedPostgres(join(closed, 'data'))).rejects.toMatchObject({
    code: 'embedded-postgres-user',
    detail: expect.stringContaining(`may not enter ${closed}.`),
  });
});
