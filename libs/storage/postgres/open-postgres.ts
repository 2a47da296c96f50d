import postgres from 'postgres';
import { arrayType } from './array-type.ts';
import { parseInstant } from './instant.ts';
import { renewedPool } from './renewed-pool.ts';
import { keepTransactionConnections, type TransactionConnections } from './transaction-connections.ts';

/** Where and how to connect. `url` is `postgres://user:password@host:port/database`. */
export interface PostgresConfig {
  readonly url: string;
  readonly max?: number;
  readonly applicationName?: string;
  /** Is told of every statement that is sent. */
  readonly onStatement?: (text: string) => void;
}

/** A pool of connections, each statement a transaction of its own. For several statements there is `withTx`. */
export type Sql = ReturnType<typeof connect>;

/** What an operation takes that runs either alone (`Sql`) or inside `withTx` (`Tx`). */
export type Query = Sql extends postgres.Sql<infer Types> ? postgres.ISql<Types> : never;

const transactions = new WeakMap<Sql, TransactionConnections>();

/**
 * Opens a pool. `bigint` and `timestamptz` arrive as numbers (the latter epoch milliseconds), `date` as 'YYYY-MM-DD',
 * `numeric` as text; a bigint beyond 2^53 rejects its query instead of losing digits.
 */
export function openPostgres(config: PostgresConfig): Sql {
  const own = keepTransactionConnections((onclose) =>
    connect(
      config,
      { max: 1, max_lifetime: null, idle_timeout: 0, onclose },
      { default_transaction_read_only: true },
    ),
  );
  const pool = renewedPool(() => connect(config));
  const sql = new Proxy(pool, {
    get: (_, key) => (key === 'end' ? end : Reflect.get(pool, key)),
  });
  async function end(options?: { timeout?: number }): Promise<void> {
    await own.end(options);
    await pool.end(options);
  }
  transactions.set(sql, own);
  return sql;
}

/** Where `withTx` gets its connections. */
export function transactionConnections(sql: Sql): TransactionConnections {
  const found = transactions.get(sql);
  if (!found)
    throw new TypeError('withTx needs a pool from openPostgres, not a transaction or a foreign client.');
  return found;
}

function connect(
  { url, max = 8, applicationName = 'crest', onStatement }: PostgresConfig,
  options: { max?: number; max_lifetime?: null; idle_timeout?: number; onclose?: () => void } = {},
  session: Partial<postgres.ConnectionParameters> = {},
) {
  return postgres(url, {
    max,
    types,
    connect_timeout: 10,
    // Else each new connection asks which arrays there are; when it closes meanwhile, nobody hears the client's error and
    // Node ends the process. The arrays that are used stand below.
    fetch_types: false,
    // A notice is Postgres talking to a person at a prompt ("table exists, skipping"); nothing here acts on one.
    onnotice: () => {},
    ...(onStatement && { debug: (_connection: number, text: string) => onStatement(text) }),
    ...options,
    connection: {
      application_name: applicationName,
      TimeZone: 'UTC',
      DateStyle: 'ISO, YMD',
      statement_timeout: 60_000,
      lock_timeout: 30_000,
      idle_in_transaction_session_timeout: 60_000,
      // The engine's statements are planned while their tables are still empty; without this they would keep reading
      // whole tables when those have grown (docs/decisions/0001). A word: the client leaves out what is false.
      enable_seqscan: 'off',
      // What the engine reads is in memory or on a solid disk: a row by its key costs about as much as the next one. With
      // the default of 4 a claim of 500 rows would rather read a whole index of some thousands.
      random_page_cost: 1.1,
      ...session,
    },
  });
}

const bigint = {
  to: 20,
  from: [20],
  serialize: (value: number | bigint) => String(value),
  parse: (text: string) => {
    const value = Number(text);
    if (!Number.isSafeInteger(value))
      throw new RangeError(`bigint ${text} does not fit a JavaScript number.`);
    return value;
  },
};

const instant = {
  to: 1184,
  from: [1184],
  serialize: (value: number | Date) => new Date(value).toISOString(),
  parse: parseInstant,
};

const asText = { serialize: (value: string | number) => String(value), parse: (text: string) => text };
const asNumber = { serialize: (value: number) => String(value), parse: Number };

const types = {
  bigint,
  instant,
  day: { to: 1082, from: [1082], ...asText },
  booleans: arrayType(1000, { serialize: (value: boolean) => String(value), parse: (text) => text === 't' }),
  smallints: arrayType(1005, asNumber),
  integers: arrayType(1007, asNumber),
  bigints: arrayType(1016, bigint),
  doubles: arrayType(1022, asNumber),
  texts: arrayType(1009, asText),
  uuids: arrayType(2951, asText),
  instants: arrayType(1185, instant),
};
