import { Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { BATCH } from './workload.ts';

/** Calls under way at a time, each on a connection that is kept. */
export const CONNECTIONS = 16;

/** Sends all these calls; answers events a second, from the first byte to the last answer. Every event must be accepted. */
export async function sendAll(
  port: number,
  key: string,
  bodies: readonly Buffer[],
  preferences: { readonly prefer?: string } = {},
): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...preferences };
  const send = async (body: Buffer) => {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      request(
        {
          agent,
          port,
          host: '127.0.0.1',
          method: 'POST',
          path: '/v1/events',
          headers: { ...headers, 'content-length': body.length },
        },
        resolve,
      )
        .on('error', reject)
        .end(body);
    });
    const said = await text(answer);
    const { accepted } = JSON.parse(said) as { accepted?: number };
    if (accepted !== BATCH)
      throw new Error(`a call was answered ${answer.statusCode}: ${said.slice(0, 300)}`);
  };
  let next = 0;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      for (let body = bodies[next++]; body !== undefined; body = bodies[next++]) await send(body);
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  agent.destroy();
  return (bodies.length * BATCH) / seconds;
}
