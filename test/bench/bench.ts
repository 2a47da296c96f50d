import { asTable, type Bench, type BenchOptions, machine } from './report.ts';
import { writePage } from './write-page.ts';

/** Adding a bench is one file and one line. */
const BENCHES: Record<string, () => Promise<{ run(options: BenchOptions): Promise<Bench> }>> = {
  collect: () => import('./collect.ts'),
  'demo-seeds': () => import('./demo-seeds.ts'),
  engine: () => import('./engine.ts'),
  kafka: () => import('./kafka.ts'),
  sink: () => import('./sink.ts'),
  stats: () => import('./stats.ts'),
  'stats-truth': () => import('./stats-truth.ts'),
  start: () => import('./start.ts'),
};

const words = process.argv.slice(2);
const json = words.includes('--json');
const write = words.includes('--write');
const [name = '', ...rest] = words.filter((word) => word !== '--json' && word !== '--write');
const load = BENCHES[name];
if (!load) {
  process.stderr.write(
    `Usage: npm run bench -- NAME [--json] [--write]; NAME is one of ${Object.keys(BENCHES).join(', ')}.\n`,
  );
  process.exit(2);
}
const bench = await load();
const { rows, leftOut = [] } = await bench.run({
  progress: (line) => process.stderr.write(`${line}\n`),
  words: rest,
});
for (const line of leftOut) process.stderr.write(`left out: ${line}\n`);
const report = { name, machine: machine(), results: rows, ...(leftOut.length > 0 ? { leftOut } : {}) };
if (write) await writePage(report, new Date().toISOString().slice(0, 10));
process.stdout.write(`${json ? JSON.stringify(report, null, 2) : asTable(rows)}\n`);
process.exit(0);
