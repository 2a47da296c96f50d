import { bestMass, bestRate, readRates } from '#stats';
import { type Contest, median, race, resultOf } from './race.ts';
import { against, asFast, type Bench, type BenchOptions, type Row, row } from './report.ts';
import { ARMS_BY_STEP, SEQUENCE } from './stats/counts.ts';
import { startGbstats } from './stats/gbstats.ts';
import { DRAWS, loadMonteCarlo, type MonteCarlo } from './stats/monte-carlo.ts';
import { compareAll, readDailyTest, readReport } from './stats/read-outs.ts';

const ROUNDS = 5;
const LEAST_REPEATS = 3;
const LEAST_MILLISECONDS = 50;
const FOUR_ARMS = ARMS_BY_STEP[0] ?? [];

const HAZARD = 'P(peak) of 12 steps by hazard';
const SHARE = 'P(peak) of 12 steps by share';
const ARMS = 'read-out of 4 arms: rates, P(best), losses, lifts';
const REPORT = 'report of 12 steps × 4 arms';
const DAILY = 'test of 4 arms, always-valid over 60 days';
const COMPARISONS = '72 comparisons of that report';
const BY_DRAWS = `jstat and simple-statistics, ${DRAWS.toLocaleString('en-US')} draws`;

/**
 * How long do the read-outs take, beside the same numbers by draws with what npm has, and beside GrowthBook's statistics in
 * Python? Everything warm and in process, each a median over rounds that alternate.
 */
export async function run({ progress }: BenchOptions): Promise<Bench> {
  const ours = new Map<string, () => unknown>([
    [HAZARD, () => bestRate(SEQUENCE)],
    [SHARE, () => bestMass(SEQUENCE)],
    [ARMS, () => readRates(FOUR_ARMS)],
    [REPORT, readReport],
    [DAILY, () => readDailyTest(FOUR_ARMS)],
    [COMPARISONS, compareAll],
  ]);
  const drawn = await loadMonteCarlo(progress);
  const gbstats = await startGbstats(progress);
  /** What stands beside ours, by the same name. */
  const peers = new Map<string, { name: string; contest: Contest }>();
  if (typeof drawn !== 'string')
    for (const [name, work] of byDraws(drawn))
      peers.set(name, { name: BY_DRAWS, contest: () => milliseconds(work) });
  if (typeof gbstats !== 'string')
    peers.set(COMPARISONS, {
      name: gbstats.name,
      contest: async () => (await gbstats.round()).milliseconds,
    });

  const contestants = new Map<string, Contest>();
  for (const [name, work] of ours) {
    milliseconds(work);
    contestants.set(name, () => milliseconds(work));
    const peer = peers.get(name);
    if (peer) contestants.set(besides(name), peer.contest);
  }
  const times = await race(contestants, { rounds: ROUNDS, unit: 'ms', progress });
  const rows: Row[] = [...ours.keys()].map((name) => {
    const [time, peer] = [resultOf(times, name), peers.get(name)];
    return peer ? asFast(name, time, 'ms', peer.name, resultOf(times, besides(name))) : row(name, time, 'ms');
  });

  const leftOut: string[] = [];
  if (typeof drawn === 'string') leftOut.push(`${BY_DRAWS}: ${drawn}`);
  else rows.push(row('largest error of a P(best) by those draws, ours within 0.00001', errorOf(drawn), ''));
  if (typeof gbstats === 'string') leftOut.push(`gbstats, ${COMPARISONS}: ${gbstats}`);
  else {
    const ratio = resultOf(times, besides(COMPARISONS)) / resultOf(times, COMPARISONS);
    rows.push(against('times as fast as gbstats', ratio, '', 'must reach', 20));
    const { chances } = await gbstats.round();
    const errors = compareAll().bayesian.map((exact, i) => Math.abs(exact.probability - (chances[i] ?? 0)));
    rows.push(row("largest error of gbstats' chance to win in those comparisons", Math.max(...errors), ''));
    gbstats.end();
  }
  return { rows, leftOut };
}

const besides = (name: string) => `${name}, beside it`;

function byDraws(drawn: MonteCarlo): Map<string, () => unknown> {
  return new Map<string, () => unknown>([
    [HAZARD, drawn.peakByHazard],
    [SHARE, drawn.peakByShare],
    [ARMS, () => drawn.readRates(FOUR_ARMS)],
    [REPORT, drawn.readReport],
  ]);
}

function errorOf(drawn: MonteCarlo): number {
  const pairs = [
    [bestRate(SEQUENCE), drawn.peakByHazard()],
    [bestMass(SEQUENCE), drawn.peakByShare()],
    ...ARMS_BY_STEP.map((arms) => [bestRate(arms), drawn.readRates(arms)] as const),
  ] as const;
  const errors = pairs.flatMap(([exact, draws]) =>
    exact.probabilities.map((probability, k) => Math.abs(probability - (draws.probabilities[k] ?? 0))),
  );
  return Math.max(...errors);
}

function milliseconds(work: () => unknown): number {
  const taken: number[] = [];
  const end = performance.now() + LEAST_MILLISECONDS;
  while (taken.length < LEAST_REPEATS || performance.now() < end) {
    const started = performance.now();
    work();
    taken.push(performance.now() - started);
  }
  return median(taken);
}
