import { openPostgres } from '#storage';
import { loadPeer } from '../load-peer.ts';

/** The part of graphile-worker that is used here. */
interface GraphileWorker {
  readonly Logger: new (factory: () => () => void) => object;
  runMigrations(options: object): Promise<void>;
  runOnce(options: object): Promise<void>;
}

/** What a peer is run with. */
export type Settings = Readonly<Record<string, number | Readonly<Record<string, number>>>>;

export const CONCURRENCY_10: Settings = { concurrentJobs: 10, maxPoolSize: 12 };
/** As its page on performance has it: worker.graphile.org/docs/performance. */
export const TUNED: Settings = {
  ...{ concurrentJobs: 24, maxPoolSize: 25, localQueue: { size: 500 } },
  ...{ completeJobBatchDelay: 0, failJobBatchDelay: 0 },
};

/** graphile-worker; a text is the reason why it cannot be had. */
export function loadGraphileWorker(progress: (line: string) => void): Promise<GraphileWorker | string> {
  // Otherwise it writes a line for every job, which is no part of the work.
  process.env.NO_LOG_SUCCESS = '1';
  return loadPeer<GraphileWorker>('graphile-worker', progress);
}

/** Works off so many jobs that do nothing; answers how many a second, without what starting and ending take by themselves. */
export async function runNoOps(
  peer: GraphileWorker,
  url: string,
  jobs: number,
  settings: Settings,
): Promise<number> {
  const logger = new peer.Logger(() => () => {});
  const options = {
    ...{ preset: { worker: { connectionString: url, ...settings } }, logger, noHandleSignals: true },
    taskList: { noop: () => {} },
  };
  await peer.runMigrations({ connectionString: url, logger });
  const idle = await secondsOf(() => peer.runOnce(options));
  const sql = openPostgres({ url, max: 1 });
  try {
    await sql`
      select graphile_worker.add_job('noop', json_build_object('id', i)) from generate_series(1, ${jobs}::integer) i`;
    await sql`vacuum analyze`;
    await sql`checkpoint`;
    const busy = await secondsOf(() => peer.runOnce(options));
    const [row] = await sql<{ left: number }[]>`select count(*) as left from graphile_worker._private_jobs`;
    // With batched completion it now and then ends before its last few are completed.
    const done = jobs - (row?.left ?? jobs);
    if (done < 0.99 * jobs) throw new Error(`graphile-worker did ${done} of ${jobs} jobs`);
    return done / (busy - idle);
  } finally {
    await sql.end();
  }
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}
