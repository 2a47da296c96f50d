import type { Query, Sql } from './postgres/open-postgres.ts';

/** The connection inside a transaction. */
export type Tx = Query;

export async function withTx<T>(_sql: Sql, _fn: (tx: Tx) => Promise<T>): Promise<T> {
  throw new Error('being built');
}
