import { checkAtLeast, checkOrder, checkPositive, checkProbability, checkSameLength } from '../check.ts';
import { DomainError } from '../domain-error.ts';

/** One enrollment of an experiment that assigns orders at random. */
export interface OrderLog {
  /** As assigned, 0-based. */
  order: readonly number[];
  /** Probability with which it was assigned. */
  probability: number;
  /** What happened at each position it got to; nothing comes after a reply or an exit. */
  outcomes: readonly ('none' | 'reply' | 'exit')[];
}

export interface LogOptions {
  /** P(the first p steps are those of the target), p = 1 … K; default: all orders equally likely, (K - p)! / K!. */
  prefixProbabilities?: readonly number[];
  /** Guess of the chance to reply from position p on, p = 0 … K - 1, then 0, for someone still in. */
  valueToGo?: readonly number[];
}

export interface OrderEstimate {
  value: number;
  standardError: number;
}

export interface ValueFromLogs {
  /** Inverse propensity weighting of whole orders (Horvitz and Thompson 1952). */
  ips: OrderEstimate;
  /** The same with weights that add up to one; null while no enrollment got the order. */
  selfNormalized: OrderEstimate | null;
  /** Each reply weighted by the probability of the steps up to it only: less noise (Precup, Sutton and Singh 2000). */
  perDecision: OrderEstimate;
  /** The guess, corrected by what was observed; unbiased even if the guess is wrong (Jiang and Li 2016). Null without one. */
  doublyRobust: OrderEstimate | null;
  /** (Σ w)² / Σ w²: so many enrollments the estimate rests on (Kish 1965). */
  effectiveSize: number;
  /** False under 200 effective enrollments or with a probability under 0.01: a number to rank by, at most. */
  usable: boolean;
}

const LEAST_EFFECTIVE = 200;
const LEAST_PROBABILITY = 0.01;

/**
 * What would an order bring that only some enrollments got? Mean replies per enrollment from logs of randomly assigned
 * orders with their probabilities. These numbers rank candidates and serve reports; they do not decide: chosen from many
 * orders, the best one is exaggerated several-fold. Throws `too-few-groups` for `log`, `out-of-range` for `target`,
 * `log[i].order`, `log[i].probability`, `prefixProbabilities[p]`, `inconsistent-counts` for `log[i].outcomes` and for
 * lists of another length. Inverse propensity: Horvitz and Thompson (1952); self-normalized: Hájek (1971); per decision:
 * Precup, Sutton and Singh (2000); doubly robust: Jiang and Li (2016).
 *
 * @example valueFromLogs([{ order: [0, 1], probability: 0.5, outcomes: ['reply'] }, { order: [1, 0], probability: 0.5,
 *   outcomes: ['none', 'none'] }], [0, 1]).ips.value
 * // 1
 */
export function valueFromLogs(
  log: readonly OrderLog[],
  target: readonly number[],
  options: LogOptions = {},
): ValueFromLogs {
  checkAtLeast('log', log, 1, 'enrollments');
  const steps = target.length;
  checkOrder('target', target, steps);
  const prefixes = options.prefixProbabilities ?? uniformPrefixes(steps);
  checkSameLength('prefixProbabilities', prefixes, steps);
  for (const [p, value] of prefixes.entries()) checkPositive(`prefixProbabilities[${p}]`, value);
  const { valueToGo } = options;
  if (valueToGo !== undefined) checkSameLength('valueToGo', valueToGo, steps + 1);
  const rows = log.map((entry, i) => {
    checkLog(`log[${i}].`, entry, steps);
    return weigh(entry, target, prefixes, valueToGo ?? []);
  });
  const weights = rows.map(({ weight }) => weight);
  const sum = total(weights);
  const squares = total(weights.map((weight) => weight * weight));
  const effectiveSize = squares === 0 ? 0 : (sum * sum) / squares;
  return {
    ips: mean(rows.map(({ weight, replied }) => weight * replied)),
    selfNormalized: sum === 0 ? null : selfNormalized(rows, sum),
    perDecision: mean(rows.map(({ perDecision }) => perDecision)),
    doublyRobust: valueToGo === undefined ? null : mean(rows.map(({ doublyRobust }) => doublyRobust)),
    effectiveSize,
    usable: effectiveSize >= LEAST_EFFECTIVE && Math.min(...prefixes) >= LEAST_PROBABILITY,
  };
}

/**
 * P(the first p steps of an order are those of the target), p = 1 … K, when each of these orders is equally likely. It
 * weighs each decision of a log by itself: Precup, Sutton and Singh (2000). Throws `too-few-groups` for `design`,
 * `out-of-range` for `design[i]` and `target`.
 *
 * @example prefixProbabilities(williamsSquare(4), [0, 1, 2, 3]) // [0.25, 0.25, 0.25, 0.25]
 */
export function prefixProbabilities(
  design: readonly (readonly number[])[],
  target: readonly number[],
): number[] {
  checkAtLeast('design', design, 1, 'orders');
  checkOrder('target', target, target.length);
  for (const [i, order] of design.entries()) checkOrder(`design[${i}]`, order, target.length);
  return target.map((_, p) => {
    const alike = design.filter((order) => target.slice(0, p + 1).every((step, i) => order[i] === step));
    return alike.length / design.length;
  });
}

interface Weighed {
  /** 1 / probability if the whole order is the target's, else 0. */
  weight: number;
  replied: number;
  perDecision: number;
  doublyRobust: number;
}

function weigh(
  { order, probability, outcomes }: OrderLog,
  target: readonly number[],
  prefixes: readonly number[],
  valueToGo: readonly number[],
): Weighed {
  let perDecision = 0;
  let doublyRobust = valueToGo[0] ?? 0;
  for (const [p, outcome] of outcomes.entries()) {
    if (order[p] !== target[p]) break;
    const weight = 1 / (prefixes[p] ?? 1);
    const reply = outcome === 'reply' ? 1 : 0;
    const later = outcome === 'none' ? (valueToGo[p + 1] ?? 0) : 0;
    perDecision += weight * reply;
    doublyRobust += weight * (reply + later - (valueToGo[p] ?? 0));
  }
  return {
    weight: order.every((step, p) => step === target[p]) ? 1 / probability : 0,
    replied: outcomes.includes('reply') ? 1 : 0,
    perDecision,
    doublyRobust,
  };
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** Standard error from the variance with n - 1; infinite for a single enrollment would be of no use, so 0 there. */
function mean(values: readonly number[]): OrderEstimate {
  const n = values.length;
  const value = total(values) / n;
  const squares = total(values.map((one) => (one - value) ** 2));
  return { value, standardError: n < 2 ? 0 : Math.sqrt(squares / (n - 1) / n) };
}

/** Linearized: √(Σ w² (y - v)²) / Σ w. */
function selfNormalized(rows: readonly Weighed[], sum: number): OrderEstimate {
  const value = total(rows.map(({ weight, replied }) => weight * replied)) / sum;
  const squares = total(rows.map(({ weight, replied }) => (weight * (replied - value)) ** 2));
  return { value, standardError: Math.sqrt(squares) / sum };
}

function uniformPrefixes(steps: number): number[] {
  let probability = 1;
  return Array.from({ length: steps }, (_, p) => {
    probability /= steps - p;
    return probability;
  });
}

function checkLog(field: string, { order, probability, outcomes }: OrderLog, steps: number): void {
  checkOrder(`${field}order`, order, steps);
  checkProbability(`${field}probability`, probability);
  checkPositive(`${field}probability`, probability);
  const end = outcomes.findIndex((outcome) => outcome !== 'none');
  if (outcomes.length > steps || (end >= 0 && end < outcomes.length - 1)) {
    throw new DomainError(
      'inconsistent-counts',
      `${field}outcomes`,
      'something follows the end',
      'Stop at the reply, the exit or the last step',
    );
  }
}
