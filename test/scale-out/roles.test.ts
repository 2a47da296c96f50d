import { jest } from '@jest/globals';
import { describeWithKafka } from '../support/kafka/describe-with-kafka.ts';
import { testClickHouseServer } from '../support/test-clickhouse-server.ts';
import { testDatabase } from '../support/test-database.ts';
import { rolesContract } from './roles-contract.ts';

jest.setTimeout(600_000);

async function emptyStores() {
  const [postgres, clickhouse] = await Promise.all([
    testDatabase({ migrated: false }),
    testClickHouseServer(),
  ]);
  return { DATABASE_URL: postgres.url, CLICKHOUSE_URL: clickhouse.url };
}

rolesContract('Six processes, the log in PostgreSQL', await emptyStores());

const stores = await emptyStores();
await describeWithKafka('Six processes, the log in Kafka', (brokers) => {
  rolesContract('over a real broker', { ...stores, KAFKA_BROKERS: brokers.join() });
});
