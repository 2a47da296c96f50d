import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type RunningKafka, startKafka } from './start-kafka.ts';
import { PROVIDER } from './test-kafka.ts';

let stop = async () => {};

/** One Kafka for a whole test run: started when the first test file asks with testKafka(), never when none does. */
export async function provideKafka(): Promise<void> {
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
  stop = async () => {
    server.close();
    // One that did not start has been told of where it was asked for.
    const running = await kafka?.catch(() => undefined);
    await running?.stop();
  };
}

export const stopKafka = (): Promise<void> => stop();
