import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHttp } from '../http.ts';
import { bytesOf, rawBodyLimit, typeOf } from './raw-body.ts';

const { adapter } = createHttp();
const server = adapter.getInstance();

beforeAll(async () => {
  server.post('/raw', { config: { rawBodyLimit: 1000 } }, async (request) => ({
    bytes: bytesOf(request).toString('base64'),
    type: typeOf(request),
  }));
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
