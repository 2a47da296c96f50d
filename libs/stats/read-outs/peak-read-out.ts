import type { StepLift } from '../peak/best-lift.ts';
import type { Estimand } from './peak-question.ts';
import type { Rate } from './rate.ts';

export type PeakVerdict = 'peak' | 'no-clear-peak' | 'not-enough-data';

export type PeakReason =
  | 'goals-differ'
  | 'too-few-touches'
  | 'too-few-successes'
  | 'no-randomized-skips'
  /** There are randomized skips, but fewer than two steps have 50 in each arm, or there are under 20 successes. */
  | 'too-few-skips'
  /** By lift: no step does good with certainty, so there is no best one. */
  | 'no-lift'
  /** The leader is the first touched step: frailty alone would put it there. */
  | 'selection'
  /** P(peak) is under 0.95: `credibleSet` holds the contenders. */
  | 'contenders'
  /** P(peak) is high enough, but another step may be better by more than 10 % of the leader's rate. */
  | 'shortfall';

export type PeakWarning =
  | 'selection'
  /** A ranking step has under 50 mature touches. */
  | 'immature-steps'
  /** A ranking step was never sent although later ones were; it is left out of the ranking. */
  | 'untouched-steps';

export interface RankedStep {
  key: string;
  name: string;
  position: number;
  day: number | null;
  rate: Rate;
  /** P(this step is the peak); null while there is not enough data. */
  probability: number | null;
  /** Expected shortfall: how much lower this step's rate is than the best one's; null while there is not enough data. */
  shortfall: number | null;
  /** By lift: success by the horizon with the step minus without it; absent otherwise. */
  lift?: StepLift;
}

/** What is still missing: one of these keys. */
export type PeakNeed = { touches: number } | { successes: number } | { randomizedSkips: number };

export interface PeakReadOut {
  estimand: Estimand;
  verdict: PeakVerdict;
  reason: PeakReason | null;
  warnings: PeakWarning[];
  /** Only with verdict `peak`. */
  step: { key: string; name: string; position: number; day: number | null } | null;
  /** Of the leading step; null while there is not enough data. */
  probability: number | null;
  /** Best first. */
  ranking: RankedStep[];
  /** Keys of the smallest set of steps that holds the peak with 95 % probability, best first. */
  credibleSet: string[];
  /** Of the leading step. */
  shortfall: number | null;
  identification: 'descriptive' | 'model' | 'randomized';
  needed: PeakNeed | null;
  sentence: string;
}
