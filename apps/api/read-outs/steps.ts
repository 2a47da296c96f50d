import { DomainError, type Goal, plannedDay, type Step, stepGoal, subjectTemplate } from '#engine';
import {
  type CountedAttribution,
  countWaiting,
  type Denominator,
  readStepCounts,
  readStepRates,
} from '#storage';
import { findPublished } from './find-published.ts';
import { type ReadOutHead, readHead, type Sources } from './sources.ts';
import { readingOf, type StepReading } from './step-reading.ts';
import { DAY, questionOf } from './watching.ts';

export interface StepsQuery {
  readonly sequence: string;
  /** An event type or `converted:NAME`; without it each step is read against its own goal. */
  readonly metric?: Goal | undefined;
  readonly denominator?: Denominator | undefined;
  /** UTC days of the touch, YYYY-MM-DD, `to` exclusive. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly version?: number | undefined;
  readonly by?: 'variant' | undefined;
  readonly attribution?: CountedAttribution | undefined;
}

export interface VariantReadOut extends StepReading {
  readonly key: string;
  readonly subject: string;
}

export interface StepReadOut extends StepReading {
  readonly key: string;
  readonly position: number;
  /** The planned day, counted from enrollment's day 0. */
  readonly day: number;
  readonly type: Step['type'];
  readonly name: string;
  readonly purpose: string | null;
  readonly goal: Goal;
  /** What the rate is of, and for how many days after the touch. */
  readonly metric: Goal;
  readonly windowDays: number;
  /** Active enrollments that have this step next. */
  readonly waiting: number;
  /** With `by: 'variant'`; of email steps. */
  readonly variants: readonly VariantReadOut[];
}

export interface StepsReadOut extends ReadOutHead {
  readonly sequence: { readonly key: string; readonly name: string; readonly version: number };
  /** Null where the steps are read against different goals. */
  readonly metric: Goal | null;
  readonly steps: readonly StepReadOut[];
}

/** What each step of a sequence version did, and its rate among the touches whose window is over. */
export async function readSteps(sources: Sources, query: StepsQuery): Promise<StepsReadOut> {
  const { sql, clickhouse, now, workspace } = sources;
  const { attribution = 'all' } = query;
  const { definition, sequenceId, version } = await findPublished(sources, query.sequence, query.version);
  const asOf = now();
  const head = await readHead(sources, { asOf, attribution });
  const scope = { workspace: workspace.key, sequence: definition.key, version, attribution };
  const days = { from: query.from ?? null, to: query.to ?? null };
  const asked = definition.steps.map((step) => ({
    step,
    question: questionOf(definition, step, query, sources.types),
  }));
  const questions = asked.map(({ question }) => question);
  const [waiting, counts, rates] = await Promise.all([
    countWaiting(sql, sequenceId, version),
    readStepCounts(clickhouse, scope, days),
    readStepRates(clickhouse, scope, questions, { asOf, days }),
  ]);

  const steps = asked.map(({ step, question }, index): StepReadOut => {
    const read = (variant: string | null) => readingOf({ step, question, variant }, { counts, rates });
    const { metric, window } = question;
    return {
      key: step.key,
      position: index + 1,
      day: plannedDay(definition, step.key, sources.types),
      type: step.type,
      name: step.name,
      purpose: step.purpose,
      goal: stepGoal(definition, step),
      metric,
      windowDays: window / DAY,
      waiting: waiting.get(index) ?? 0,
      ...read(null),
      variants:
        query.by === 'variant' && step.type === 'email'
          ? step.variants.map((variant) => ({
              key: variant.key,
              subject: subjectTemplate(definition, step, variant),
              ...read(variant.key),
            }))
          : [],
    };
  });
  if (query.denominator === 'delivered') requireReports(steps, attribution);
  const [metric = null, ...others] = new Set(questions.map((question) => question.metric));
  return {
    ...head,
    sequence: { key: definition.key, name: definition.name, version },
    metric: others.length === 0 ? metric : null,
    steps,
  };
}

/** Where mails went out and no delivery was ever reported, a rate per delivered mail would be made up. */
function requireReports(steps: readonly StepReadOut[], attribution: CountedAttribution): void {
  const mailed = steps.filter(({ type, sent }) => type === 'email' && sent > 0);
  if (mailed.length === 0 || mailed.some(({ delivered }) => delivered !== null)) return;
  throw new DomainError({
    code: 'deliveries-not-reported',
    field: 'denominator',
    detail:
      attribution === 'all'
        ? 'Nothing has reported a delivery of these mails, so that no rate per delivered mail can be given.'
        : 'No report of a delivery names its mail, so that no rate per delivered mail can be given by direct attribution.',
    fix:
      attribution === 'all'
        ? 'Ask with denominator=sent, or send with a provider that reports deliveries.'
        : 'Ask with denominator=sent, or with attribution=all.',
  });
}
