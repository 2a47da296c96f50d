/** The answers of the API as this page reads them; the whole contract is at /docs. Times are ISO 8601 in UTC. */

export interface Rate {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly level: number;
  readonly method: string;
  readonly successes: number;
  readonly trials: number;
  readonly denominator: string;
}

/** Which events were counted: all, or without those that belong to their touch by guess alone. */
export type Attribution = 'all' | 'direct';

export interface ReadOut {
  readonly asOf: string;
  readonly completeness: {
    readonly pending: number;
    readonly deadLetters: number;
    readonly gaps: number;
    readonly mismatches: number;
  };
  readonly unit: string;
  readonly attribution: Attribution;
}

export interface SequenceSummary {
  readonly key: string;
  readonly name: string;
  readonly state: string;
  /** Null where it was never published. */
  readonly version: number | null;
}

/** Each counts enrollments. `null` where the mail provider does not report it. */
export interface Counts {
  readonly reached: number;
  readonly sent: number;
  readonly delivered: number | null;
  readonly opened: number | null;
  readonly openedByMachine: number | null;
  readonly replied: number;
  readonly converted: number;
  readonly unsubscribed: number;
  readonly bounced: number;
  readonly waiting: number;
}

export interface Variant {
  readonly key: string;
  readonly subject?: string;
}

export interface Step extends Counts {
  readonly key: string;
  readonly position: number;
  /** The planned day; none where the step is timed from the one before it. */
  readonly day: number | null;
  readonly type: string;
  readonly name: string;
  readonly purpose: string | null;
  readonly goal: string | null;
  readonly rate: Rate | null;
  readonly mature: { readonly trials: number; readonly immature: number };
  readonly variants?: readonly Variant[];
}

export interface StepsReport extends ReadOut {
  readonly sequence: { readonly key: string; readonly name: string; readonly version: number };
  readonly metric: string | null;
  readonly steps: readonly Step[];
}

export interface RankedStep {
  readonly key: string;
  readonly position: number;
  readonly day: number | null;
  readonly rate: Rate | null;
  /** `null` while there is not enough data. */
  readonly probability: number | null;
}

export interface PeakReport extends ReadOut {
  readonly estimand: string;
  readonly verdict: 'peak' | 'no-clear-peak' | 'not-enough-data';
  readonly reason: string | null;
  readonly warnings: readonly (string | { readonly code: string; readonly message: string })[];
  readonly step: { readonly key: string; readonly position: number; readonly day: number | null } | null;
  readonly probability: number | null;
  readonly day: { readonly value: number; readonly low: number; readonly high: number } | null;
  readonly ranking: readonly RankedStep[];
  readonly identification: 'descriptive' | 'model' | 'randomized';
  readonly sentence: string;
}

export interface Arm {
  readonly key: string;
  readonly assigned: number;
  readonly exposed: number;
  readonly successes: number;
  readonly trials: number;
  readonly rate: Rate | null;
  readonly chanceToBeBest: number | null;
  readonly expectedLoss: number | null;
}

/** `low` and `high` belong to the difference; the interval that decides is `alwaysValid`. */
export interface Comparison {
  readonly arm: string;
  readonly against: string;
  readonly difference: number | null;
  readonly lift: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly alwaysValid: {
    readonly scale: 'lift' | 'difference';
    readonly low: number | null;
    readonly high: number | null;
    readonly pValue: number | null;
  };
}

export interface ExperimentReport extends ReadOut {
  readonly state: string;
  readonly verdict: 'winner' | 'practically-equal' | 'not-enough-data' | 'unhealthy';
  readonly winner: string | null;
  readonly arms: readonly Arm[];
  readonly comparisons: readonly Comparison[];
  readonly guardrails: readonly { readonly metric: string; readonly verdict: string }[];
  readonly sampleRatio: { readonly pValue: number; readonly sequentialP?: number; readonly healthy: boolean };
  readonly remaining: { readonly units: number; readonly days: number } | null;
  readonly sentence: string;
}

export interface Clock {
  readonly mode: 'wall' | 'sandbox';
  readonly now: string;
}

export interface Happened {
  readonly enrolled: number;
  readonly mailsSent: number;
  readonly tasksOpened: number;
  /** What contacts did, by event type. */
  readonly events: Readonly<Record<string, number>>;
}

export interface Advance extends Clock {
  readonly happened: Happened;
}

/** A mail that would have gone out. */
export interface Mail {
  /** The touch it belongs to. */
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly body: string;
  readonly capturedAt: string;
  readonly contact: string;
  readonly sequence: string;
  readonly step: string;
  readonly variant: string;
}

export interface MailPage {
  /** Of all captured mail, whatever was asked for. */
  readonly total: number;
  readonly mail: readonly Mail[];
  readonly nextCursor: string | null;
}

/** Where an enrollment stands. */
export interface Standing {
  readonly state: 'active' | 'paused' | 'finished' | 'exited' | 'failed';
  readonly reason: string | null;
  readonly nextStep: string | null;
  readonly dueAt: string | null;
  readonly endedAt: string | null;
}

export interface Sighting {
  readonly type: string;
  readonly firstAt: string;
  readonly count: number;
}

export interface OpenedMail extends Mail {
  /** Null where it was captured before senders were kept. */
  readonly from: string | null;
  readonly html: string | null;
  readonly enrollment: Standing;
  readonly seen: readonly Sighting[];
}

/** What was made of a mail that came in. */
export interface TakenMail {
  readonly kind: string;
  readonly events: readonly string[];
  /** It came before, and nothing was done. */
  readonly repeated: boolean;
}
