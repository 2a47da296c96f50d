import { provideKafka } from './kafka/provide-kafka.ts';
import { startServer } from './postgres-server.ts';

async function setUp(): Promise<void> {
  await Promise.all([startServer(), provideKafka()]);
}

export { setUp as default };
