import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';
import { testCrest } from './support/test-crest.ts';

const crest = await testCrest();

test('an address where nothing is', async () => {
  const answer = await crest.call('get', '/v1/nothing');
  expect(answer.status).toBe(404);
  expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  expect(answer.body).toEqual({
    type: 'urn:crest:problem:route-unknown',
    title: 'Route unknown',
    status: 404,
    code: 'route-unknown',
    detail: 'There is nothing at this address.',
    fix: 'See /docs for what there is.',
  });
});

test('a wrong method says which ones are right', async () => {
  const answer = await crest.call('delete', '/v1/sequences/outreach/publish');
  expect(answer.status).toBe(405);
  expect(answer.headers.allow).toBe('POST');
  expect(answer.body).toMatchObject({ code: 'method-not-allowed', fix: 'Use POST.' });
});

test('a body that is not JSON says where it stops being it', async () => {
  const answer = await crest.call('post', '/v1/events').type('json').send('{"events": [}');
  expect(answer.status).toBe(400);
  expect(answer.body).toMatchObject({
    code: 'json-malformed',
    detail: expect.stringContaining('Unexpected token'),
  });
});

test('a body that reaches for prototypes is refused', async () => {
  const answer = await crest.call('post', '/v1/events').type('json').send('{"__proto__": {"events": []}}');
  expect(answer.body).toMatchObject({
    status: 400,
    code: 'json-malformed',
    detail: expect.stringContaining('__proto__'),
  });
});

test('a media type that is not taken', async () => {
  const answer = await crest.call('post', '/v1/events').type('form').send('events=1');
  expect(answer.status).toBe(415);
  expect(answer.body).toMatchObject({
    code: 'media-type-unsupported',
    fix: expect.stringContaining('Content-Type: application/json'),
  });
});

test('a body may be 5 MB for events and 1 MB elsewhere', async () => {
  const body = (size: number) => ({ events: [{ type: 'replied', note: 'x'.repeat(size) }] });
  expect((await crest.call('post', '/v1/events').send(body(4_000_000))).status).toBe(200);
  expect((await crest.call('post', '/v1/events').send(body(5_300_000))).body).toMatchObject({
    status: 413,
    code: 'body-too-large',
  });
  expect((await crest.call('put', '/v1/sequences/x').send(body(1_100_000))).status).toBe(413);
});

test('a wrong body has every problem at once, each with where, why and a fix', async () => {
  const answer = await crest
    .call('post', '/v1/sequences/x/enrollments')
    .send({ enrolments: [], enrollments: 'all' });
  expect(answer.status).toBe(400);
  expect(answer.body).toMatchObject({
    code: 'input-invalid',
    problems: [
      { path: 'enrollments', reason: expect.stringContaining('expected array'), fix: 'Give an array.' },
      { path: 'enrolments', reason: 'is not known here', fix: 'Remove it, or check how it is spelled.' },
    ],
  });
});

test('what is missing or of a wrong form is said in plain words', async () => {
  const merge = await crest.call('post', '/v1/contacts/ada/merge').send({});
  expect(merge.body.problems).toEqual([{ path: 'into', reason: 'is missing', fix: 'Give a string.' }]);
  const exit = await crest
    .call('post', '/v1/enrollments/00000000-0000-5000-8000-000000000000/exit')
    .send({ reason: 'Two Words' });
  expect(exit.body.fix).toBe('See /docs for the shape that is asked for here.');
  const from = await crest.call('get', '/v1/sequences/x/steps?from=yesterday');
  expect(from.body.problems).toEqual([
    { path: 'from', reason: 'is not a date', fix: 'Write a day as YYYY-MM-DD, such as 2026-04-27.' },
  ]);
});

test('a wrong query parameter is not passed over', async () => {
  const limit = await crest.call('get', '/v1/sequences?limit=1000');
  expect(limit.body).toMatchObject({ status: 400, problems: [{ path: 'limit', fix: 'Give at most 200.' }] });
  const unknown = await crest.call('get', '/v1/sequences?offset=10');
  expect(unknown.body).toMatchObject({ status: 400, problems: [{ path: 'offset' }] });
  const cursor = await crest.call('get', '/v1/sequences?cursor=abc');
  expect(cursor.body).toMatchObject({ status: 400, code: 'cursor-invalid' });
});

test('an address that cannot be decoded', async () => {
  const answer = await crest.call('get', '/v1/sequences/%zz');
  expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  expect(answer.body).toMatchObject({ status: 400, code: 'request-malformed' });
});

test('what is refused before it is a request is a problem, too', async () => {
  await crest.app.listen(0, '127.0.0.1');
  const { port } = new URL(await crest.app.getUrl());
  const send = async (sent: string) => {
    const socket = connect({ host: '127.0.0.1', port: Number(port) });
    socket.write(sent);
    return text(socket);
  };
  const long = await send(`GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`);
  expect(long).toMatch(/^HTTP\/1.1 431 .*application\/problem\+json/s);
  expect(JSON.parse(long.split('\r\n\r\n')[1] ?? '')).toMatchObject({
    status: 431,
    code: 'headers-too-large',
    fix: expect.stringMatching(/\w/),
  });
  expect(await send('NONSENSE\r\n\r\n')).toMatch(/^HTTP\/1.1 400 .*"code":"request-malformed"/s);
});

test('a fault of Crest is a problem without its insides', async () => {
  await crest.sql`alter table sequence rename to sequence_gone`;
  try {
    const answer = await crest.call('get', '/v1/sequences');
    expect(answer.status).toBe(500);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.body.code).toBe('internal');
    expect(answer.text).not.toContain('relation');
    expect(crest.logged.join()).toMatch(/GET \/v1\/sequences failed.*relation "sequence" does not exist/);
  } finally {
    await crest.sql`alter table sequence_gone rename to sequence`;
  }
});
