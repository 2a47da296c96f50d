import type { SkipCount } from '../peak/best-lift.ts';

export type Estimand = 'hazard' | 'share' | 'lift';

/** One step of one sequence version, in file order. */
export interface StepCount {
  key: string;
  name: string;
  /** 1-based, in file order. */
  position: number;
  /** Planned day; null where the plan has none (`after:` a task, for example). */
  day: number | null;
  /** Mature successes attributed to this step (see `trials`). */
  successes: number;
  /**
   * hazard and lift: mature touches at risk (sent, not bounced, window over).
   * share: enrollments whose whole planned schedule plus window has passed, the same number for every step;
   * `successes` are then those enrollments' successes attributed to this step.
   */
  trials: number;
  /** False for wait, branch and exit: they have counts but never enter the ranking. */
  ranks: boolean;
  /**
   * Randomized skips at this step's decision point: successes by the sequence's horizon of those it was sent to and of
   * those chance held out. Only enrollments whose horizon has passed.
   */
  skips?: SkipCount;
  /** Window of the step's goal in days, for the sentence. */
  windowDays?: number;
}

export interface PeakQuestion {
  estimand: Estimand;
  /** Event type, or `converted:NAME`. */
  metric: string;
  steps: readonly StepCount[];
  /** True when no metric was asked for and the steps' own goals differ. */
  goalsDiffer?: boolean;
  /** What `trials` are, for the rates; `sent` for hazard and lift, `enrolled` for share. */
  denominator?: string;
}
