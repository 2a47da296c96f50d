import type { OrderConstraints } from '../reorder/admissible-orders.ts';
import type { CandidateQuestion } from '../reorder/judge-candidate.ts';
import type { Payoff } from '../reorder/order-value.ts';
import type { SkipPoint } from '../reorder/skip-contrasts.ts';
import type { StepRisk } from '../steps/step-survival.ts';

/** A step of the current order with its mature counts. */
export interface OrderedStep extends StepRisk {
  key: string;
  name: string;
}

export interface OrderQuestion {
  /** In the current order; only steps that could move or be dropped. */
  steps: readonly OrderedStep[];
  /** Steps by their place in `steps`, 0-based. */
  constraints?: OrderConstraints;
  payoff?: Payoff;
  /** Randomized skips of the current order, by step. */
  skips?: readonly SkipPoint[];
  /** A test of another order against the current one that chance assigned. */
  trial?: CandidateQuestion & { order: readonly number[] };
  /** For the design of a test: the ratio of rates it should find (default 1.1), and the pace. */
  plannedRatio?: number;
  unitsPerWeek?: number;
  maturingDays?: number;
}

export interface OrderRecommendation {
  action: 'keep' | 'test' | 'promote' | 'stop-test';
  kind: 'reorder' | 'drop';
  /** Keys of the current order, and of the proposed one. */
  current: string[];
  proposed: string[];
  /** A: randomized orders; B: randomized skips; C: one order, watched. */
  evidence: 'A' | 'B' | 'C';
  /** Successes per enrollment; null where nothing may be claimed. */
  expectedGain: { value: number; low: number; high: number } | null;
  probabilityOfHarm: number | null;
  /** What must hold for the proposal to be right. */
  assumptions: string[];
  because: string[];
  /** What the proposal had to respect. */
  constraints: string[];
  test: { kind: 'order' | 'skip'; arms: 2; unitsPerArm: number; weeks: number | null } | null;
  sentence: string;
}
