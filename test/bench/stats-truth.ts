import { against, type Bench, type BenchOptions, row } from './report.ts';
import { type Claim, holds } from './truth/claim.ts';
import { comparisons } from './truth/comparisons.ts';
import { coverage, looks } from './truth/coverage.ts';
import { disturbed } from './truth/disturbed.ts';
import { logs } from './truth/logs.ts';
import { flags, orders } from './truth/orders.ts';
import { peaks } from './truth/peaks.ts';
import { sequences } from './truth/sequences.ts';
import { times } from './truth/times.ts';

/**
 * Are the numbers true where the truth is known? Plays the simulator's worlds and prints what must hold beside what does:
 * coverage, false positives, power, false and harmful recommendations, flags, peaks, times. The same seeds every time.
 * `npm run bench -- stats-truth [runs]`, 2,000 runs by default.
 */
export async function run({ progress, words }: BenchOptions): Promise<Bench> {
  const runs = Number(words[0] ?? 2000);
  const started = performance.now();
  const parts: [string, () => Claim[]][] = [
    ['times', times],
    ['coverage of fixed-horizon and credible intervals', () => coverage(2 * runs)],
    ['coverage of comparisons', () => comparisons(2 * runs)],
    ['200 looks', () => looks(runs)],
    ['200 looks, asymptotic', () => sequences(runs)],
    ['contamination and drift', () => disturbed(runs)],
    ['randomized orders', () => logs(runs)],
    ['priming flags', () => flags(runs)],
    ['peaks', () => peaks(runs, progress)],
    ['orders', () => orders(Math.ceil(runs / 5), progress)],
  ];
  const claims = parts.flatMap(([name, part]) => {
    progress(`${name}, ${Math.round((performance.now() - started) / 1000)} s`);
    return part();
  });
  const broken = claims.filter((claim) => !holds(claim));
  progress(broken.length === 0 ? 'every claim holds' : `${broken.length} claims do not hold`);
  for (const { metric } of broken) progress(`does not hold: ${metric}`);
  return {
    rows: [
      row('runs', runs, ''),
      ...claims.map(({ metric, value, unit, limit, bound }) =>
        limit === null || bound === null
          ? row(metric, value, unit)
          : against(metric, value, unit, limit, bound),
      ),
    ],
  };
}
