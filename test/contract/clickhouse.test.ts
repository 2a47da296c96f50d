import { openClickHouse } from '#storage';
import { testClickHouse } from '../support/test-clickhouse.ts';
import { testClickHouseServer } from '../support/test-clickhouse-server.ts';
import { clickHouseContract } from './clickhouse-contract.ts';

clickHouseContract('the engine in this process', () => testClickHouse({ migrated: false }));

const { url } = await testClickHouseServer();
clickHouseContract('a server over HTTP', async () => openClickHouse({ url }));
clickHouseContract('a server over HTTP, inserts packed', async () => {
  const client = openClickHouse({ url });
  await client.command({ query: 'create database if not exists packed' });
  await client.close();
  const packed = new URL(url);
  packed.pathname = '/packed';
  packed.searchParams.set('compression_request', '1');
  return openClickHouse({ url: packed.href });
});
