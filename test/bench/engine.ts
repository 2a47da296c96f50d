import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '#storage';
import { fingerprint, runBareLoop } from './engine/bare-loop.ts';
import { onFreshDatabase } from './engine/databases.ts';
import { CONCURRENCY_10, loadGraphileWorker, runNoOps, TUNED } from './engine/graphile-worker.ts';
import { measureMemory, rateAmong } from './engine/growth.ts';
import { measureLateness } from './engine/lateness.ts';
import { readPlan } from './engine/plan.ts';
import { LANES, prepareTemplate, runEngine, STEPS, TEMPLATE } from './engine/workload.ts';
import { type Contest, race, resultOf } from './race.ts';
import { against, type Bench, type BenchOptions, type Row } from './report.ts';

const ROUNDS = 5;
const BARE = 'bare SQL loop';
const AT_10 = 'graphile-worker, concurrency 10';
const AT_24 = 'graphile-worker tuned';

/**
 * How many steps a second does the engine do in one process? A step is a mail with everything about it: claim, draw,
 * decision, touch, its events, rendering, suppression check, outcome. Beside it the same rows written by a bare loop of
 * SQL, and the jobs a second of a job queue whose jobs do nothing. Rounds alternate; the median counts.
 */
export async function run({ progress, words }: BenchOptions): Promise<Bench> {
  const scale = Number(words[0] ?? 1);
  const folder = await mkdtemp(join(tmpdir(), 'crest-bench-'));
  const { url: server, stop } = await startEmbeddedPostgres(folder);
  try {
    // First: what the other measurements keep would hide what the engine does.
    const grown = await growth(server, scale, progress);
    await prepareTemplate(server);
    // The first run warms up, and what it wrote is what the bare loop writes.
    const made = await onFreshDatabase(
      server,
      async (sql) => {
        await runEngine(sql);
        const [setting] = await sql<{ synchronous_commit: string }[]>`show synchronous_commit`;
        return { plan: await readPlan(sql), rows: await fingerprint(sql), ...setting };
      },
      TEMPLATE,
    );
    for (const [table, print] of Object.entries(made.rows)) progress(`${table}: ${print}`);
    const contestants = new Map<string, Contest>([
      ['engine', () => onFreshDatabase(server, runEngine, TEMPLATE)],
      [
        BARE,
        () =>
          onFreshDatabase(
            server,
            async (sql) => {
              const rate = await runBareLoop(sql, made.plan);
              expectSame(made.rows, await fingerprint(sql));
              return rate;
            },
            TEMPLATE,
          ),
      ],
    ]);
    const peer = await loadGraphileWorker(progress);
    if (typeof peer !== 'string') {
      const noOps = (settings: typeof TUNED, jobs: number) => () =>
        onFreshDatabase(server, (_, url) => runNoOps(peer, url, jobs, settings), 'template0');
      contestants.set(AT_10, noOps(CONCURRENCY_10, STEPS / 3)).set(AT_24, noOps(TUNED, STEPS));
    }
    const rates = await race(contestants, { rounds: ROUNDS, unit: 'a second', progress });
    const engine = resultOf(rates, 'engine');
    const metric = `steps, synchronous_commit = ${made.synchronous_commit}, ${LANES} connections`;
    const rows = [...contestants.keys()].slice(1).map((name) => {
      const baseline =
        name === BARE ? `${BARE}, same rows, statements and connections` : `${name}, no-op jobs`;
      return against(metric, engine, 'a second', baseline, resultOf(rates, name));
    });
    return {
      rows: [...rows, ...grown],
      ...(typeof peer === 'string' && { leftOut: [AT_10, AT_24].map((name) => `${name}: ${peer}`) }),
    };
  } finally {
    await stop();
    await rm(folder, { recursive: true });
  }
}

/** What stays the same when there is more of everything. `scale` makes it smaller, for a first look. */
async function growth(server: string, scale: number, progress: BenchOptions['progress']): Promise<Row[]> {
  const many = (count: number) => count.toLocaleString('en-US');
  const [few, all, steps, atOnce] = [10_000 * scale, 1_000_000 * scale, 1_000_000 * scale, 100_000 * scale];
  const due = few;
  const among = new Map([
    ['few', await rateAmong(server, { count: few, due })],
    ['many', await rateAmong(server, { count: all, due })],
  ]);
  const rates = await race(among, { rounds: 3, unit: 'a second', progress });
  const memory = await measureMemory(server, steps, progress);
  const { p99, limit } = await measureLateness(server, atOnce);
  return [
    against(
      `steps of ${many(due)} that are due among ${many(all)} enrollments`,
      resultOf(rates, 'many'),
      'a second',
      `among ${many(few)}`,
      resultOf(rates, 'few'),
    ),
    against(`heap after ${many(steps)} steps`, memory.last, 'MiB', 'after the first tenth', memory.first),
    against(
      `lateness, ${many(atOnce)} due at once, p99`,
      p99,
      'ms',
      'must stay under: working through them and a poll',
      limit,
    ),
  ];
}

/** A baseline that wrote something else is none. */
function expectSame(engine: Readonly<Record<string, string>>, bare: Readonly<Record<string, string>>): void {
  for (const [table, print] of Object.entries(engine))
    if (bare[table] !== print)
      throw new Error(`the bare loop left ${bare[table]} in ${table}, the engine ${print}`);
}
