import { provideKafka } from './kafka/provide-kafka.ts';
import { keepFilesInMemory } from './memory-folder.ts';
import { startServer } from './postgres-server.ts';

async function setUp(): Promise<void> {
  keepFilesInMemory();
  await Promise.all([startServer(), provideKafka()]);
}

export { setUp as default };
