/** How one step is read: by what outcome, for how long, and among whom. */
export interface StepQuestion {
  readonly step: string;
  /** An event type, or `converted:NAME`; `converted` is any conversion. */
  readonly metric: string;
  /** An outcome counts for a touch when it comes less than this many milliseconds after it. */
  readonly window: number;
  /** `sent` and `delivered` leave out what bounced. */
  readonly denominator: Denominator;
}

export type Denominator = 'reached' | 'sent' | 'delivered';

/** The questions as parallel arrays for a query, which finds its place with `indexOf(steps, step)`. */
export function questionParams(questions: readonly StepQuestion[]): Record<string, unknown> {
  return {
    steps: questions.map(({ step }) => step),
    metrics: questions.map(({ metric }) => metric),
    windows: questions.map(({ window }) => window),
    denominators: questions.map(({ denominator }) => denominator),
    metricKinds: [...new Set(questions.map(({ metric }) => metric))],
  };
}
