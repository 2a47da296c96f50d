import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { countWaitingEvents, type Sql, startEmbeddedPostgres } from '#storage';
import { insertBare, readBatches } from './collect/bare-insert.ts';
import { cpuOf, cpuOfFamily } from './collect/cpu.ts';
import { CONNECTIONS, sendAll } from './collect/load.ts';
import { withServer } from './collect/server.ts';
import { BATCH, prepareWorkload, TEMPLATE, type Workload } from './collect/workload.ts';
import { onFreshDatabase } from './engine/databases.ts';
import { type Contest, median, race, resultOf } from './race.ts';
import { against, type Bench, type BenchOptions } from './report.ts';

const ROUNDS = 5;
const LOOK_AGAIN_MS = 20;
const INSERT = 'bare Postgres insert';
const PARSE = 'bare Fastify handler';
const STORED = 'answered once stored';
/** Answered once stored. */
const LATER = { prefer: 'respond-async' };

/**
 * How many events a second does `POST /v1/events` take, in calls of 100 over kept connections, each event stored, told
 * from its repetition and attributed before the call is answered? And how many where the caller would rather be answered
 * first: stored and told from its repetition before that, attributed after it? Beside it a bare insert of the rows that are there in the
 * end (log, keys of events, what was seen), and a bare Fastify handler that parses the same JSON. Rounds alternate; the
 * median counts.
 */
export async function run({ progress, words }: BenchOptions): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), 'crest-bench-'));
  const postgres = await startEmbeddedPostgres(folder);
  const server = postgres.url;
  const postmaster = await postmasterOf(folder);
  try {
    const work = await prepareWorkload(server, Number(words[0] ?? 1));
    progress(`${work.events} events in ${work.bodies.length} calls`);
    const crest = () =>
      onFreshDatabase(
        server,
        (_, url) => withServer('crest', url, (process) => measure(process, postmaster, work, progress)),
        TEMPLATE,
      );
    const acted: number[] = [];
    const later = () =>
      onFreshDatabase(
        server,
        (sql, url) =>
          withServer('crest', url, async (process) => {
            const started = performance.now();
            const rate = await measure(process, postmaster, work, progress, LATER);
            await allActed(sql);
            const calls = work.warmUp.length + work.bodies.length;
            acted.push((calls * BATCH) / ((performance.now() - started) / 1000));
            return rate;
          }),
        TEMPLATE,
      );
    const batches = await onFreshDatabase(server, (sql, url) => wrote(sql, url, work), TEMPLATE);
    const warm = Math.round(
      (batches.length * work.warmUp.length) / (work.warmUp.length + work.bodies.length),
    );
    const bare = async (sql: Sql) => {
      await insertBare(sql, batches.slice(0, warm));
      return await insertBare(sql, batches.slice(warm));
    };
    const parse = async ({ port }: { readonly port: number }) => {
      await sendAll(port, work.key, work.warmUp);
      return await sendAll(port, work.key, work.bodies);
    };
    const contestants = new Map<string, Contest>([
      ['collect', crest],
      [STORED, later],
      [INSERT, () => onFreshDatabase(server, bare, TEMPLATE)],
      [PARSE, () => withServer('bare', server, parse)],
    ]);
    const rates = await race(contestants, { rounds: ROUNDS, unit: 'a second', progress });
    const insertRate = resultOf(rates, INSERT);
    const insertIs = `${INSERT} of the same rows, ${BATCH} events a statement`;
    const parseRate = resultOf(rates, PARSE);
    const parseIs = `${PARSE} that parses the same JSON`;
    const over = `${BATCH} a call, ${CONNECTIONS} connections`;
    const acting = `events over HTTP that have acted before the answer, ${over}`;
    const stored = `events over HTTP that are answered once stored, ${over}`;
    const until = 'the same, until all have acted';
    const rate = resultOf(rates, 'collect');
    const storedRate = resultOf(rates, STORED);
    return {
      rows: [
        against(`${stored} (at least × 0.7)`, storedRate, 'a second', insertIs, insertRate),
        against(`${stored} (at least × 0.2)`, storedRate, 'a second', parseIs, parseRate),
        against(until, median(acted), 'a second', insertIs, insertRate),
        against(acting, rate, 'a second', insertIs, insertRate),
        against(acting, rate, 'a second', parseIs, parseRate),
      ],
    };
  } finally {
    await postgres.stop();
    await rm(folder, { recursive: true });
  }
}

/** Has a running Crest take the events; says what that took of the processors, and answers events a second. */
async function measure(
  { port, pid }: { readonly port: number; readonly pid: number },
  postmaster: number,
  { key, warmUp, bodies, events }: Workload,
  progress: BenchOptions['progress'],
  preferences: { readonly prefer?: string } = {},
): Promise<number> {
  await sendAll(port, key, warmUp, preferences);
  const used = () => [cpuOf(pid), cpuOfFamily(postmaster)] as const;
  const before = used();
  const rate = await sendAll(port, key, bodies, preferences);
  const [node, database] = used().map((after, i) => (((after ?? 0) - (before[i] ?? 0)) / events) * 1e6);
  progress(`of a processor, an event: Crest ${node?.toFixed(1)} µs, Postgres ${database?.toFixed(1)} µs`);
  return rate;
}

/** Resolves when nothing that was stored waits to act. */
async function allActed(sql: Sql): Promise<void> {
  while ((await countWaitingEvents(sql)) > 0) await sleep(LOOK_AGAIN_MS);
}

/** Has Crest take all of it once, and answers the rows that came of it. */
async function wrote(sql: Sql, url: string, { key, warmUp, bodies }: Workload) {
  const heads = await sql<{ part: number; next: number }[]>`select part::int, next from log_head`;
  await withServer('crest', url, ({ port }) => sendAll(port, key, [...warmUp, ...bodies]));
  return await readBatches(sql, new Map(heads.map(({ part, next }) => [part, next])));
}

async function postmasterOf(folder: string): Promise<number> {
  const [pid] = (await readFile(join(folder, 'postgres', 'data', 'postmaster.pid'), 'utf8')).split('\n');
  return Number(pid);
}
