import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHttp } from '../http.ts';
import { bytesOf, rawBodyLimit, typeOf } from './raw-body.ts';

const MB = 1024 * 1024;
const { adapter } = createHttp();
const server = adapter.getInstance();

beforeAll(async () => {
  server.post('/raw', { config: { rawBodyLimit: 1000 } }, async (request) => ({
    bytes: bytesOf(request).toString('base64'),
    type: typeOf(request),
  }));
  server.post('/large', { config: { rawBodyLimit: 40 * MB } }, async () => ({}));
  server.post('/parsed', async ({ body }) => ({ body }));
  await server.ready();
});
afterAll(() => server.close());

const post = (url: string, type: string | undefined, body: Buffer) =>
  server.inject({ method: 'POST', url, ...(type && { headers: { 'content-type': type } }), payload: body });

describe('a raw route', () => {
  const wire = Buffer.from('{"a": 1}\r\n\xff\0', 'latin1');
  for (const type of [
    ...['application/json', 'text/plain; charset=UTF-8', 'application/x-www-form-urlencoded', 'text/csv'],
    ...['multipart/form-data; boundary=x', 'application/yaml', 'what is this', undefined],
  ]) {
    test(`takes every byte as it came, told to be ${type ?? 'nothing'}`, async () => {
      const { statusCode, body } = await post('/raw', type, wire);
      expect(statusCode).toBe(200);
      expect(JSON.parse(body)).toEqual({ bytes: wire.toString('base64'), type: type ?? '' });
    });
  }

  test('takes a call without a body as no bytes', async () => {
    const { body } = await server.inject({ method: 'POST', url: '/raw' });
    expect(JSON.parse(body)).toEqual({ bytes: '', type: '' });
  });

  test('has a limit of its own', async () => {
    const { statusCode } = await post('/raw', 'text/plain', Buffer.alloc(1001, 'x'));
    expect(statusCode).toBe(413);
    expect((await post('/raw', 'text/plain', Buffer.alloc(1000, 'x'))).statusCode).toBe(200);
  });
});

test('a route that is not raw parses what it knows, and takes no bytes', async () => {
  const parsed = await post('/parsed', 'application/json', Buffer.from('{"a":1}'));
  expect(JSON.parse(parsed.body)).toEqual({ body: { a: 1 } });
  expect((await post('/parsed', 'application/octet-stream', Buffer.from('a'))).statusCode).toBe(415);
});

test('only a route that says so is raw', () => {
  expect([rawBodyLimit(undefined), rawBodyLimit({}), rawBodyLimit({ rawBodyLimit: 5 })]).toEqual([
    ...[undefined, undefined],
    5,
  ]);
});

describe('bodies of callers whom nobody knows yet', () => {
  test('take no more memory than is set aside for them, and are taken again when there is room', async () => {
    const { port } = new URL(await server.listen({ port: 0, host: '127.0.0.1' }));
    const large = () => server.inject({ method: 'POST', url: '/large', payload: Buffer.alloc(40 * MB) });
    const asked = new Promise<void>((resolve) => {
      let calls = 0;
      server.server.on('request', () => ++calls === 4 && setImmediate(resolve));
    });
    const slow: Socket[] = Array.from({ length: 4 }, () => connect(Number(port), '127.0.0.1'));
    for (const socket of slow)
      socket.write(`POST /large HTTP/1.1\r\nHost: x\r\nContent-Length: ${40 * MB}\r\n\r\n1`);
    await asked;
    const whileFull = await large();
    const byAnotherLimit = await post('/raw', 'text/plain', Buffer.from('1'));
    const gone = slow.map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    for (const socket of slow) socket.destroy();
    await Promise.all(gone);
    // To some providers only a 5xx means that they should try again, and this code is one.
    expect(whileFull.json()).toMatchObject({ code: 'too-busy' });
    // Another limit has a place of its own.
    expect(byAnotherLimit.statusCode).toBe(200);
    while ((await large()).statusCode !== 200) await new Promise((resolve) => setImmediate(resolve));
  });

  test('that never come whole are given up', () => {
    expect(server.server.requestTimeout).toBe(300_000);
  });
});
