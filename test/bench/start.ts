import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCrest } from '../support/start-crest.ts';
import { against, type Bench, type BenchOptions, type Row, row } from './report.ts';

const LIMIT = 'must stay under';
/** What the dashboard asks for. */
const ASKED = '/v1/sequences/b2b-outbound/peak?metric=replied';
const SECONDS = { ready: 90, demo: 60, again: 8 };

/**
 * How long does a person wait after `npm start`, and how much memory does it take? The first start is on an empty folder
 * and loads the demo, the second on what it left. The build is not in it.
 */
export async function run({ progress }: BenchOptions): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), 'crest-bench-'));
  try {
    const first = await measure(folder);
    progress(
      `first start: ready after ${first.ready.toFixed(1)} s, ${first.demo?.toFixed(1)} s of it the demo`,
    );
    if (first.demo === null) throw new Error('the first start did not say that it loaded the demo');
    const second = await measure(folder);
    progress(`second start: ready after ${second.ready.toFixed(1)} s`);
    const rows: Row[] = [
      against('dashboard ready with the demo loaded', first.ready, 's', LIMIT, SECONDS.ready),
      against('of that, the demo', first.demo, 's', LIMIT, SECONDS.demo),
      against('second start on the same folder', second.ready, 's', LIMIT, SECONDS.again),
    ];
    const leftOut: string[] = [];
    for (const [name, { mib }] of [['first', first] as const, ['second', second] as const]) {
      const metric = `memory of all its processes after the ${name} start (PSS)`;
      if (typeof mib === 'number') rows.push(row(metric, mib, 'MiB'));
      else leftOut.push(`${metric}: ${mib}`);
    }
    return { rows, leftOut };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** One start, from the command to what the dashboard shows first. */
async function measure(folder: string) {
  const started = performance.now();
  const since = () => (performance.now() - started) / 1000;
  const heard = new Map<string, number>();
  const crest = await startCrest(folder, (text) => {
    // The event log is the last thing that opens before the demo is loaded.
    for (const word of ['Event log', 'Demo loaded']) if (text.includes(word)) heard.set(word, since());
  });
  try {
    const headers = { authorization: `Bearer ${crest.adminKey}` };
    const page = await fetch(`${crest.origin}${ASKED}`, { headers });
    if (!page.ok) throw new Error(`${ASKED} answers ${page.status}`);
    await page.text();
    const ready = since();
    const loaded = heard.get('Demo loaded');
    const demo = loaded === undefined ? null : loaded - (heard.get('Event log') ?? 0);
    return { ready, demo, mib: await memoryOf(crest.pid) };
  } finally {
    await crest.stop();
  }
}

/**
 * MiB of a process and all below it, or the reason why that cannot be said. In PSS memory that processes share counts
 * once: PostgreSQL's share its buffers, and their plain sum would count those again with each.
 */
async function memoryOf(root: number): Promise<number | string> {
  if (!existsSync('/proc/self/smaps_rollup')) return 'there is no /proc with smaps_rollup here';
  const parents = new Map<number, number>();
  for (const name of await readdir('/proc')) {
    const stat = /^\d+$/.test(name) ? await readProcess(`/proc/${name}/stat`) : undefined;
    // The fields after the command, which stands in brackets and may hold any character: state, parent, …
    const parent = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
    if (parent !== undefined) parents.set(Number(name), Number(parent));
  }
  let kib = 0;
  for (const pid of parents.keys()) {
    if (!descends(pid, root, parents)) continue;
    const rollup = await readProcess(`/proc/${pid}/smaps_rollup`);
    const pss = /^Pss:\s+(\d+) kB$/m.exec(rollup ?? '')?.[1];
    if (pss === undefined) return `the memory of process ${pid} cannot be read`;
    kib += Number(pss);
  }
  return kib / 1024;
}

function descends(pid: number, root: number, parents: ReadonlyMap<number, number>): boolean {
  for (let at: number | undefined = pid; at !== undefined; at = parents.get(at)) if (at === root) return true;
  return false;
}

/** A file of /proc; undefined when its process has ended or is somebody else's. */
async function readProcess(path: string): Promise<string | undefined> {
  return await readFile(path, 'utf8').catch(() => undefined);
}
