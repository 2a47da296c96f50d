import {
  completeness,
  type FailPoint,
  type FailPointName,
  migrateClickHouse,
  openClickHouse,
  openKafkaEventLog,
  openKafkaOuterLog,
  openPostgres,
  openPostgresEventLog,
  Relay,
  Sink,
} from '#storage';
import { doublesStored, whatIsStored } from './what-is-stored.ts';

/** What this program is told, as JSON, with its start. */
export interface Errand {
  readonly databaseUrl: string;
  readonly clickhousePath: string;
  /** Without it the log is the table in Postgres. */
  readonly kafka: {
    readonly brokers: readonly string[];
    readonly topic: string;
    readonly partitions: number;
    readonly group: string;
  } | null;
  /** What the batches hold at most. A process that starts anew has other ones than the one that was killed. */
  readonly maxRows: number;
  /** Where the process is killed, at the nth time it comes there. */
  readonly killAt: { readonly point: FailPointName; readonly nth: number } | null;
}

/** What it says when it has carried everything and was not killed. */
export interface Carried {
  readonly stored: readonly string[];
  /** Rows of events that are there already, and not merged away yet. */
  readonly doubles: number;
  readonly pending: number;
  readonly deadLetters: number;
  readonly gaps: number;
}

// What is under way outside this process is killed in the middle, not before it has begun.
const UNDER_WAY_MS = 8;

function killer(killAt: Errand['killAt']): FailPoint {
  let left = killAt?.nth ?? 0;
  return (reached) => {
    if (reached !== killAt?.point || --left !== 0) return;
    const kill = () => process.kill(process.pid, 'SIGKILL');
    if (reached === 'relay.writing' || reached === 'sink.inserting') setTimeout(kill, UNDER_WAY_MS);
    else kill();
  };
}

/** Carries the outbox of a database to ClickHouse, over Kafka or not, as a process of Crest does. */
async function carry(errand: Errand): Promise<Carried> {
  const failPoint = killer(errand.killAt);
  const sql = openPostgres({ url: errand.databaseUrl });
  const clickhouse = openClickHouse({ path: errand.clickhousePath, database: 'kill' });
  await migrateClickHouse(clickhouse, { now: 0 });
  await clickhouse.command({
    query: `alter table events add constraint if not exists sane check source != 'poison'`,
  });
  if (errand.kafka) {
    const outer = await openKafkaOuterLog(errand.kafka);
    const relay = new Relay(sql, outer, { maxRows: errand.maxRows / 20, failPoint });
    for (;;) {
      const outcome = await relay.runOnce();
      if (outcome.kind === 'superseded') throw new Error('there is one relay, and it was superseded');
      if (outcome.events === 0) break;
    }
    await outer.close();
  }
  const log = errand.kafka ? await openKafkaEventLog(errand.kafka) : await openPostgresEventLog(sql, 'kill');
  await new Sink({ sql, clickhouse, log, now: () => 0, maxRows: errand.maxRows, failPoint }).drain();
  const carried = {
    stored: await whatIsStored(clickhouse),
    doubles: await doublesStored(clickhouse),
    ...(await completeness({ sql, log })),
  };
  await log.close();
  await clickhouse.close();
  await sql.end();
  return carried;
}

const carried = await carry(JSON.parse(process.argv[2] ?? '') as Errand);
process.stdout.write(`${JSON.stringify(carried)}\n`, () => process.exit(0));
