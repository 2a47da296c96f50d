/** Units that matured on one UTC day (not cumulative), and how many of them were successes. */
export interface MaturedDay {
  /** `YYYY-MM-DD`, UTC. */
  day: string;
  units: number;
  successes: number;
}

export interface ExperimentArm {
  key: string;
  /** Allocation weight, any positive scale; constant over the time of `daily`. */
  weight: number;
  /** Units assigned to the arm, mature or not: the sample-ratio check reads these. */
  assigned: number;
  /** Of those, units that got the variant. */
  exposed: number;
  daily: readonly MaturedDay[];
}

export interface GuardrailCount {
  /** Event type: `unsubscribed`, `complained`, `bounced`, … */
  metric: string;
  /** Highest tolerated rate per unit, between 0 and 1. */
  limit: number;
  arms: readonly { key: string; events: number; units: number }[];
}

export interface ExperimentCounts {
  /** Event type of the success, for the sentence. */
  metric: string;
  /** The first arm is the control. */
  arms: readonly ExperimentArm[];
  guardrails?: readonly GuardrailCount[];
  /** Multiple exposure >= 1 %, or contacts in two live sequences >= 5 %. */
  contaminated?: boolean;
  /** Region of practical equivalence: rate ratio within [1/r, r]; default 1.2. */
  practicalRatio?: number;
  /** What one unit is, for the sentence; default `enrollment`. */
  unit?: string;
  /** What a trial is, for the rates; default `matured`. */
  denominator?: string;
}
