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

const KINDS: Readonly<Record<Denominator, readonly string[]>> = {
  reached: ['reached', 'sent'],
  sent: ['sent', 'bounced'],
  delivered: ['sent', 'bounced', 'delivered'],
};

/**
 * The questions as parallel arrays for a query, which finds its place with `indexOf(steps, step)`, and the kinds of
 * event that they are about: the others are most of the table.
 */
export function questionParams(questions: readonly StepQuestion[]): Record<string, unknown> {
  const metrics = questions.map(({ metric }) => metric);
  return {
    metrics,
    steps: questions.map(({ step }) => step),
    windows: questions.map(({ window }) => window),
    denominators: questions.map(({ denominator }) => denominator),
    kinds: [...new Set([...metrics, ...questions.flatMap(({ denominator }) => KINDS[denominator])])],
    anyConversion: metrics.includes('converted') ? 1 : 0,
  };
}

/** SQL: is a row of touch_facts about the questions at all? */
export const ABOUT_QUESTIONS = `step in {steps:Array(String)}
  and (kind in {kinds:Array(String)} or ({anyConversion:UInt8} = 1 and startsWith(kind, 'converted:')))`;
