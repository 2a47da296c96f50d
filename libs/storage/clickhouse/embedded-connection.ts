import type { Readable } from 'node:stream';
import { type ChdbConnection, type Connection, createChdbConnection } from 'chdb/connection';
import { atExit } from '../at-exit.ts';
import { lane } from '../lane.ts';

type Settings = Readonly<Record<string, unknown>>;

interface EmbeddedConfig {
  /** The engine's folder. A process can have one open at a time, in any number of connections. */
  readonly path: string;
  /** Made where there is none; `default` without. */
  readonly database?: string;
  /** What every call is held to, unless it says otherwise. */
  readonly settings: Settings;
}

/**
 * The ClickHouse engine in this process, as the client wants it. It works off the event loop (10,000 rows in: 75 ms,
 * of which 50 ms are the client writing JSON), but a connection does one thing at a time: `select 1` waited 1.77 s
 * behind a query of 1.77 s. So reading and writing have a connection each (then it took 7 ms), and a queue each:
 * waiting inside the engine would hold one of Node's four threads per call.
 */
export function embeddedConnection(config: EmbeddedConfig): Connection<Readable> {
  const reading = openOne(config);
  const writing = openOne(config);
  // Leaving without closing crashes the engine now and then, and the exit code with it.
  const closed = atExit(() => {
    reading.closeNow();
    writing.closeNow();
  });

  return {
    query: (params) => reading.run(params.clickhouse_settings, (chdb) => chdb.query(params)),
    ping: (params) => reading.run({}, (chdb) => chdb.ping(params)),
    insert: (params) => writing.run(params.clickhouse_settings, (chdb) => chdb.insert(params)),
    exec: (params) => writing.run(params.clickhouse_settings, (chdb) => chdb.exec(params)),
    command: (params) => writing.run(params.clickhouse_settings, (chdb) => chdb.command(params)),
    async close() {
      await reading.close();
      await writing.close();
      closed();
    },
  };
}

/** One connection and its queue. */
function openOne({ path, database, settings }: EmbeddedConfig) {
  let chdb = createChdbConnection({ path });
  const queue = lane(1);
  let prepared = false;
  let closed = false;

  async function prepare(): Promise<void> {
    if (database) {
      await chdb.command({ query: `CREATE DATABASE IF NOT EXISTS ${database}` });
      await chdb.command({ query: `USE ${database}` });
    }
    await set(chdb, settings);
    prepared = true;
  }

  /** The rows that a query gave before it failed would stand at the head of the next answer. */
  async function replace(): Promise<void> {
    if (closed) return;
    const spoilt = chdb;
    // The new one before the old one goes: the engine ends with its last connection.
    chdb = createChdbConnection({ path });
    prepared = false;
    await spoilt.close();
  }

  return {
    run: <T>(own: Settings | undefined, work: (chdb: ChdbConnection) => Promise<T>): Promise<T> =>
      queue(async () => {
        if (!prepared) await prepare();
        try {
          const answer = await work(chdb);
          await forget(chdb, own ?? {}, settings);
          return answer;
        } catch (error) {
          await replace();
          throw error;
        }
      }),
    close: () =>
      queue(async () => {
        closed = true;
        await chdb.close();
      }),
    closeNow: () => {
      void chdb.close();
    },
  };
}

/**
 * chdb turns the settings of a call into `SET`, which outlives the call: the insert after one with an
 * `insert_deduplication_token` was dropped without a word as its duplicate. So they are taken back after each call.
 */
async function forget(chdb: ChdbConnection, own: Settings, settings: Settings): Promise<void> {
  const names = Object.keys(own).filter((name) => !ofHttpAlone.test(name));
  await set(chdb, Object.fromEntries(names.map((name) => [name, settings[name]])));
}

// Settings of the HTTP server, which the engine does not know; chdb leaves them out, too.
const ofHttpAlone =
  /^(default_format|wait_end_of_query|http_.*|send_progress_in_http_headers|enable_http_compression)$/;

async function set(chdb: ChdbConnection, settings: Settings): Promise<void> {
  const changes = Object.entries(settings).map(([name, value]) => `${name} = ${literal(value)}`);
  if (changes.length > 0) await chdb.command({ query: `SET ${changes.join(', ')}` });
}

function literal(value: unknown): string {
  if (value === undefined) return 'DEFAULT';
  return typeof value === 'string' ? `'${value}'` : String(value);
}
