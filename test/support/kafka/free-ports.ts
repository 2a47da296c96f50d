import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { errorCode } from '#storage';

/** Below those that a system gives out by itself: within the seconds that Kafka starts in nobody is given one of them. */
const [FIRST, LAST] = [15_000, 30_000];

/** Two ports of the loopback that nobody listens on. */
export async function freePorts(): Promise<[number, number]> {
  const first = await freePort();
  for (;;) {
    const second = await freePort();
    if (second !== first) return [first, second];
  }
}

async function freePort(): Promise<number> {
  const port = randomInt(FIRST, LAST);
  const server = createServer();
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (problem) {
    if (errorCode(problem) === 'EADDRINUSE') return freePort();
    throw problem;
  }
  server.close();
  await once(server, 'close');
  return port;
}
