import type { Goal, Step, Weekday } from '#engine';
import type { ExperimentReadOut, PeakDay, PeakReadOut, Rate } from '#stats';

/** What was planted somewhere, and what the read-outs found of it. */
export interface Recovery {
  /** The chance that the truth names, averaged over the variants that were drawn. Null: it names none. */
  readonly planted: number;
  /**
   * What a read-out can find of it: of those whom the mail reached, and, where an outcome names no mail, with the
   * outcomes of the mail before and of nobody that fall to this one.
   */
  readonly expected: number;
  readonly rate: Rate;
  /** `expected` lies in the interval; null without trials. */
  readonly covered: boolean | null;
}

/** When the touches of a step went out, on the clock of each contact. */
export interface SentWhen {
  /** Days after the day of the enrollment. */
  readonly days: { readonly first: number; readonly median: number; readonly last: number } | null;
  readonly hours: { readonly first: number; readonly last: number } | null;
  readonly weekdays: Readonly<Record<Weekday, number>>;
}

export interface SimulatedVariant extends Recovery {
  readonly key: string;
}

export interface SimulatedStep extends Recovery {
  readonly key: string;
  readonly name: string;
  readonly type: Step['type'];
  readonly position: number;
  /** The planned day. */
  readonly day: number;
  readonly metric: Goal;
  /** For how many days after the touch an outcome counts. */
  readonly windowDays: number;
  readonly reached: number;
  /** Sent, or done where it is a task. */
  readonly sent: number;
  readonly bounced: number;
  readonly unsubscribed: number;
  readonly when: SentWhen;
  /** Empty where there is but one. */
  readonly variants: readonly SimulatedVariant[];
}

export interface SimulatedExperiment extends ExperimentReadOut {
  readonly key: string;
  readonly step: string;
  readonly metric: Goal;
  /** The planted chance of each arm, in the order of the arms. */
  readonly planted: readonly number[];
}

/** A sequence run on a simulated audience, read as if nobody knew the truth, and beside it the truth. */
export interface Simulation {
  readonly sequence: { readonly key: string; readonly name: string };
  readonly enrollments: number;
  readonly seed: number;
  /** Virtual time: the first and the last day of intake. */
  readonly intake: { readonly from: string; readonly to: string };
  /** How the enrollments ended. `active`: still waiting for something that did not come. */
  readonly ended: Readonly<Record<'finished' | 'exited' | 'failed' | 'active', number>>;
  readonly steps: readonly SimulatedStep[];
  /** Of the steps with trials, in how many the interval covers what was to be expected. */
  readonly covered: { readonly steps: number; readonly of: number };
  /** The step with the highest expected rate; null where the steps have different goals. */
  readonly plantedPeak: string | null;
  readonly peak: PeakReadOut;
  readonly peakDay: PeakDay | null;
  readonly experiments: readonly SimulatedExperiment[];
  readonly sentence: string;
}
