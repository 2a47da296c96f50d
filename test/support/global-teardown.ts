import { stopKafka } from './kafka/provide-kafka.ts';
import { stopServer } from './postgres-server.ts';

async function tearDown(): Promise<void> {
  await Promise.all([stopServer(), stopKafka()]);
}

export { tearDown as default };
