import {
  bonferroni,
  comparePosteriors,
  groupSequential,
  type Interval,
  normalSf,
  pooledZ,
  rateInterval,
  wald,
  waldDifference,
} from '#stats';
import type { Adapter } from '../golden.ts';

/** Successes and trials. */
type Counts = readonly [number, number];

interface Input {
  readonly data?: readonly Counts[];
  readonly prior?: readonly [number, number];
  readonly control?: Counts;
  readonly test?: Counts;
  readonly others?: readonly Counts[];
  readonly n_cum?: readonly number[];
  readonly final?: number;
  readonly alpha?: number;
}

const countOf = ([successes, trials]: Counts) => ({ successes, trials });
const ends = ({ low, high }: Interval): [number, number] => [low, high];

function eachRate(data: readonly Counts[], prior: Input['prior']) {
  const intervals = data.map((counts) => {
    if (prior === undefined) return ends(wald(...counts));
    return ends(rateInterval(countOf(counts), { prior: { alpha: prior[0], beta: prior[1] } }));
  });
  return { ci_lower: intervals.map(([low]) => low), ci_upper: intervals.map(([, high]) => high) };
}

function two(control: Counts, test: Counts) {
  const rates = { control: countOf(control), treatment: countOf(test) };
  const base = control[0] / control[1];
  const diff = test[0] / test[1] - base;
  const ci95 = ends(waldDifference(rates));
  const { probability, expectedLoss } = comparePosteriors(rates);
  const mean = ({ successes, trials }: { successes: number; trials: number }) =>
    rateInterval({ successes, trials }).mean;
  return {
    diff,
    ci95,
    ci99: ends(waldDifference(rates, { level: 0.99 })),
    p: pooledZ(rates).pValue,
    relative_diff: diff / base,
    relative_ci95: ci95.map((end) => end / base),
    prob_test_gt_control_mc: probability,
    loss_control_mc: expectedLoss.control,
    loss_test_mc: expectedLoss.treatment,
    mean_diff_mc: mean(rates.treatment) - mean(rates.control),
  };
}

function each(control: Counts, others: readonly Counts[]) {
  const p = others.map((other) => pooledZ({ control: countOf(control), treatment: countOf(other) }).pValue);
  return { p, p_bonferroni: bonferroni(p) };
}

/** Each side on its own at half the error; the planned size grows with the data that overrun it. */
function adjustedAlphas(seen: readonly number[], final: number, alpha: number) {
  const planned = Math.max(final, ...seen);
  const information = seen.map((count) => count / planned);
  const looks = groupSequential(information, {
    alpha: alpha / 2,
    sides: 1,
    spending: { family: 'power', phi: 2 },
  });
  return { adjusted_alpha: looks.map(({ z }) => 2 * normalSf(z)) };
}

export const answer: Adapter<Input> = ({
  data,
  prior,
  control,
  test,
  others,
  n_cum: seen,
  final = 0,
  alpha = 0.05,
}) => {
  if (data !== undefined) return eachRate(data, prior);
  if (seen !== undefined) return adjustedAlphas(seen, final, alpha);
  if (control !== undefined && test !== undefined) return two(control, test);
  return control !== undefined && others !== undefined ? each(control, others) : {};
};
