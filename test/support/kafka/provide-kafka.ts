import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type RunningKafka, startKafka } from './start-kafka.ts';
import { PROVIDER } from './test-kafka.ts';

/**
 * One Kafka for a whole test run, started when the first test file asks for it with testKafka(), and never when none
 * does. Call this in jest's globalSetup, and what it answers in globalTeardown.
 */
export async function provideKafka(): Promise<() => Promise<void>> {
  let kafka: Promise<RunningKafka> | undefined;
  const server = createServer((_, response) => {
    kafka ??= startKafka();
    kafka.then(
      ({ brokers }) => response.end(brokers),
      (problem: unknown) => response.writeHead(503).end(String(problem)),
    );
  });
  server.listen(0, '127.0.0.1').unref();
  await once(server, 'listening');
  process.env[PROVIDER] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return async () => {
    server.close();
    const running = await kafka?.catch(() => undefined);
    await running?.stop();
  };
}
