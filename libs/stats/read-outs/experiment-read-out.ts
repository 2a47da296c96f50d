import type { Rate } from './rate.ts';

export type ExperimentVerdict = 'winner' | 'practically-equal' | 'not-enough-data' | 'unhealthy';

export type ExperimentReason = 'sample-ratio' | 'contaminated' | 'interval-empty' | 'guardrail-breached';

export interface ArmReadOut {
  key: string;
  assigned: number;
  exposed: number;
  successes: number;
  trials: number;
  rate: Rate;
  /** Posterior probability, Beta(1/2, 1/2) prior, that the arm has the highest rate. */
  chanceToBeBest: number;
  /** Expected rate given up by choosing this arm. */
  expectedLoss: number;
}

export interface AlwaysValid {
  scale: 'lift';
  /** Running intersection of the intervals, rate ratio - 1; -1 is the lowest possible. Null with `empty`. */
  low: number | null;
  /** Null when unbounded, and with `empty`. */
  high: number | null;
  pValue: number;
  /** Simultaneous level over all arms and all days. */
  level: number;
  /** The daily intervals have no common point: the rates' ratio moved, or the allocation did. */
  empty: boolean;
}

export interface ComparisonReadOut {
  arm: string;
  against: string;
  /** rate(arm) - rate(against); null while an arm has no trials. */
  difference: number | null;
  /** rate(arm) / rate(against) - 1; null while that is undefined. */
  lift: number | null;
  /** Newcombe interval of the difference, 95 %. */
  low: number | null;
  high: number | null;
  /** Fixed-horizon p-value: hidden (null) until a planned sample size is reached. */
  pValue: number | null;
  adjustedP: number | null;
  alwaysValid: AlwaysValid;
}

export interface GuardrailReadOut {
  metric: string;
  limit: number;
  verdict: 'ok' | 'breached';
  arms: {
    key: string;
    events: number;
    units: number;
    rate: Rate;
    lowerBound: number;
    verdict: 'ok' | 'breached';
  }[];
}

export interface ExperimentReadOut {
  verdict: ExperimentVerdict;
  /** Why it is unhealthy. */
  reason: ExperimentReason | null;
  winner: string | null;
  arms: ArmReadOut[];
  comparisons: ComparisonReadOut[];
  guardrails: GuardrailReadOut[];
  sampleRatio: { pValue: number; sequentialP: number; healthy: boolean };
  /** Matured units over all arms, and days at the pace so far, until a decision can be expected. */
  remaining: { units: number; days: number } | null;
  sentence: string;
}
