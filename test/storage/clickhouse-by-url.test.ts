import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { openClickHouse, openStores, readDayCounts } from '#storage';
import { testClickHouseServer } from '../support/test-clickhouse-server.ts';
import { testDatabase } from '../support/test-database.ts';

const folder = await mkdtemp(join(tmpdir(), 'crest-test-'));
afterAll(() => rm(folder, { recursive: true }));
const postgres = await testDatabase();
const server = await testClickHouseServer();
const closers: (() => unknown)[] = [];
afterAll(() => Promise.all(closers.map((close) => close())));

const open = (clickhouseUrl: string) =>
  openStores({
    databaseUrl: postgres.url,
    clickhouseUrl,
    dataDir: folder,
    now: 0,
  });

const refusal = async (clickhouseUrl: string) => {
  const said: unknown = await open(clickhouseUrl).then(
    (stores) => stores.close(),
    (error: unknown) => error,
  );
  expect(said).toMatchObject({ code: expect.stringMatching(/^clickhouse-/) });
  return said;
};

function changed(change: (url: URL) => void): string {
  const url = new URL(server.url);
  change(url);
  return url.href;
}

async function answering(listener: RequestListener): Promise<string> {
  const fake = createServer(listener).listen(0, '127.0.0.1');
  await once(fake, 'listening');
  closers.push(() => fake.close());
  return `http://127.0.0.1:${(fake.address() as AddressInfo).port}/crest`;
}

test('stores with a ClickHouse server are opened, migrated and say that they are not embedded', async () => {
  const stores = await open(server.url);
  expect(stores.embedded).toEqual({ postgres: false, clickhouse: false });
  const answer = await stores.clickhouse.query({
    query: 'select count() as n from events',
    format: 'JSONEachRow',
  });
  expect(await answer.json()).toEqual([{ n: 0 }]);
  await stores.close();
});

test('a wrong password, a wrong user and a database that is not there are named, and no password is said', async () => {
  const wrongPassword = await refusal(changed((url) => (url.password = 'secret')));
  expect(wrongPassword).toMatchObject({
    field: 'CLICKHOUSE_URL',
    detail: expect.stringContaining('does not let the user "crest" in'),
    fix: expect.stringContaining('CLICKHOUSE_URL'),
  });
  expect(String(wrongPassword)).not.toContain('secret');
  expect(await refusal(changed((url) => (url.username = 'somebody')))).toMatchObject({
    detail: expect.stringContaining('"somebody"'),
  });
  expect(await refusal(changed((url) => (url.pathname = '/nowhere')))).toMatchObject({
    detail: expect.stringContaining('no database "nowhere"'),
    fix: expect.stringContaining('CREATE DATABASE nowhere'),
  });
});

test('an unknown parameter in the address is named', async () => {
  expect(await refusal(changed((url) => url.searchParams.set('compress', '1')))).toMatchObject({
    field: 'CLICKHOUSE_URL',
    detail: expect.stringContaining('compress'),
  });
});

test('who is no ClickHouse is told from one that is in trouble', async () => {
  const web = await answering((_, response) => response.writeHead(404).end('<html>Not Found</html>'));
  expect(await refusal(web)).toMatchObject({ detail: expect.stringContaining('not a ClickHouse') });

  const native = createTcpServer((socket) => {
    // Unread, the request would keep the socket open for ever.
    socket
      .resume()
      .end(
        'HTTP/1.0 400 Bad Request\r\n\r\nPort 9000 is for clickhouse-client program\r\nYou must use port 8123 for HTTP.\r\n',
      );
  }).listen(0, '127.0.0.1');
  await once(native, 'listening');
  closers.push(() => native.close());
  const port = (native.address() as AddressInfo).port;
  expect(await refusal(`http://127.0.0.1:${port}/crest`)).toMatchObject({
    fix: expect.stringContaining('8123'),
  });
  expect(await refusal(changed((url) => (url.protocol = 'https:')))).toMatchObject({
    detail: expect.stringContaining('does not speak TLS'),
  });
});

test('a version that is too old is refused, and the oldest that is not is taken', async () => {
  const version = (number: string) =>
    answering((request, response) => {
      response.end(request.url === '/ping' ? 'Ok.' : `{"version":"${number}"}\n`);
    });
  expect(await refusal(await version('24.8.14.39'))).toMatchObject({
    code: 'clickhouse-too-old',
    detail: expect.stringContaining('24.8.14.39'),
  });
  // Goes on to the migrations, which this one knows nothing of.
  const taken: unknown = await open(await version('25.3.2.39')).catch((error: unknown) => error);
  expect(taken).not.toMatchObject({ code: expect.stringMatching(/^clickhouse-/) });
});

const scope = { workspace: 'default', sequence: 'one', version: 1 };
const question = { metric: 'replied', asOf: 0, lastDay: 3 };

test('a report asks again when the connection breaks, and gives the error when it goes on breaking', async () => {
  let calls = 0;
  let broken = 1;
  const client = openClickHouse({
    url: await answering((request, response) => {
      calls++;
      if (calls <= broken) request.socket.destroy();
      else response.end('{"day":0,"atRisk":5,"events":1}\n');
    }),
  });
  expect(await readDayCounts(client, scope, question)).toEqual([{ day: 0, atRisk: 5, events: 1 }]);
  expect(calls).toBe(2);
  calls = 0;
  broken = 10;
  await expect(readDayCounts(client, scope, question)).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(calls).toBe(3);
  await client.close();
});

test('no answer begins before it is whole, and on a cluster a shard that is away is an error', async () => {
  const said: URLSearchParams[] = [];
  const url = await answering((request, response) => {
    said.push(new URL(request.url ?? '', 'http://x').searchParams);
    response.end('{"day":0,"atRisk":5,"events":1}\n');
  });
  for (const cluster of [null, 'main']) {
    const client = openClickHouse({ url, cluster });
    await readDayCounts(client, scope, question);
    await client.close();
  }
  const whole = { wait_end_of_query: '1', async_insert: '0', session_timezone: 'UTC' };
  const ofCluster = { skip_unavailable_shards: '0', distributed_product_mode: 'local' };
  const [alone, onCluster] = said.map((each) => Object.fromEntries(each));
  expect(alone).toMatchObject(whole);
  expect(alone).not.toHaveProperty('skip_unavailable_shards');
  expect(onCluster).toMatchObject({ ...whole, ...ofCluster });
});

test('what ClickHouse refuses is not asked again', async () => {
  let calls = 0;
  const client = openClickHouse({
    url: await answering((_, response) => {
      calls++;
      response
        .writeHead(404, { 'x-clickhouse-exception-code': '60' })
        .end('Code: 60. DB::Exception: Unknown table. (UNKNOWN_TABLE) (version 26.3.1.1)');
    }),
  });
  await expect(readDayCounts(client, scope, question)).rejects.toMatchObject({ code: '60' });
  expect(calls).toBe(1);
  await client.close();
});

test('a server that was killed is used again when it is back, with all that it had answered for', async () => {
  const client = openClickHouse({ url: server.url });
  await client.command({ query: 'create table kept (n UInt8) engine = MergeTree order by n' });
  await client.insert({ table: 'kept', values: [{ n: 1 }], format: 'JSONEachRow' });
  await server.kill();
  await expect(client.query({ query: 'select 1' })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await server.restart();
  const answer = await client.query({ query: 'select n from kept', format: 'JSONEachRow' });
  expect(await answer.json()).toEqual([{ n: 1 }]);
  await client.close();
});
