export { openClickHouse } from './clickhouse/client.ts';
export { type DataFolder, openDataFolder } from './data-folder.ts';
export { migrateClickHouse } from './migrate-clickhouse.ts';
export { migratePostgres } from './migrate-postgres.ts';
export { type EmbeddedPostgres, startEmbeddedPostgres } from './postgres/embedded-postgres.ts';
export { instant } from './postgres/instant.ts';
export { openPostgres, type Query, type Sql } from './postgres/open-postgres.ts';
export { openStores, type Stores } from './stores.ts';
export { type Tx, withTx } from './with-tx.ts';
