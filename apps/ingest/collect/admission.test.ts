import { afterAll, expect, test } from '@jest/globals';
import Fastify from 'fastify';
import { Admission } from './admission.ts';

const admission = new Admission({ calls: 3, bytes: 1_000, longest: 500 });
const server = Fastify();
let answerAll = () => {};
let waiting = 0;
const held = new Promise<void>((resolve) => {
  answerAll = resolve;
});
server.post('/held', { onRequest: admission.onRequest }, async () => {
  waiting++;
  await held;
  return {};
});
server.post('/free', { onRequest: admission.onRequest }, async () => ({}));
const origin = await server.listen({ port: 0, host: '127.0.0.1' });
afterAll(() => server.close());

const send = async (path: string, bytes: number, signal: AbortSignal | null = null) => {
  const body = JSON.stringify('x'.repeat(bytes - 2));
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${origin}${path}`, {
    method: 'POST',
    body,
    headers,
    signal,
  });
  await answer.arrayBuffer();
  return answer.status;
};
/** Until so many calls have come in. */
const until = async (calls: number) => {
  while (waiting < calls) await new Promise((resolve) => setImmediate(resolve));
};

test('calls are refused while too many bytes or calls are on their way, and taken again after that', async () => {
  const first = [send('/held', 400), send('/held', 400)];
  await until(2);
  // 800 of 1,000 bytes are on their way: 201 more are too many, 100 are not, and then there are three calls.
  const overBytes = await send('/free', 201);
  const third = send('/held', 100);
  await until(3);
  const overCalls = await send('/free', 2);
  answerAll();
  // A Fastify without Crest's filter answers every refusal with 500.
  expect([overBytes, overCalls]).toEqual([500, 500]);
  expect(await Promise.all([...first, third])).toEqual([200, 200, 200]);
  expect(await send('/free', 450)).toBe(200);
});
