import { type Goal, plannedDay, type Sequence, type StepTypes } from '#engine';
import { type Estimand, type PeakReadOut, peakDay, peakOfSteps, type StepCount } from '#stats';
import {
  type CountedAttribution,
  type ReportScope,
  readDayCounts,
  readShares,
  readStepRates,
  type StepQuestion,
} from '#storage';
import { sayCounted } from './counted-sentence.ts';
import { findPublished } from './find-published.ts';
import { type ReadOutHead, readHead, type Sources } from './sources.ts';
import { DAY, goalsDiffer, isOutward, questionOf, wholeSpan } from './watching.ts';

export interface PeakQuery {
  readonly sequence: string;
  /** Without it the sequence's goal, provided that all steps share theirs. */
  readonly metric?: Goal | undefined;
  readonly estimand?: Estimand | undefined;
  readonly version?: number | undefined;
  readonly attribution?: CountedAttribution | undefined;
}

export interface SequencePeak extends ReadOutHead, PeakReadOut {
  readonly sequence: { readonly key: string; readonly name: string; readonly version: number };
  readonly metric: Goal;
  /** Whole days from the enrollment to the outcome, on which the hazard is highest: the axis beside the steps. */
  readonly day: {
    readonly value: number;
    readonly low: number;
    readonly high: number;
    readonly probability: number;
  } | null;
}

/** Which step carries the sequence, and on which day the outcomes come, with how sure that is. */
export async function readPeak(sources: Sources, query: PeakQuery): Promise<SequencePeak> {
  const { clickhouse, now, workspace } = sources;
  const { attribution = 'all' } = query;
  const { definition, version } = await findPublished(sources, query.sequence, query.version);
  const asOf = now();
  const head = await readHead(sources, { asOf, attribution });
  const scope = { workspace: workspace.key, sequence: definition.key, version, attribution };
  const metric = query.metric ?? definition.goal;
  const estimand = query.estimand ?? 'hazard';
  const differ = query.metric === undefined && goalsDiffer(definition, sources.types);
  const [steps, days] = await Promise.all([
    countSteps(sources, { definition, scope, metric, asOf, estimand }),
    readDayCounts(clickhouse, scope, {
      metric,
      asOf,
      lastDay: Math.ceil(wholeSpan(definition, sources.types) / DAY),
    }),
  ]);
  const peak = peakOfSteps({ estimand, metric, steps, goalsDiffer: differ });
  return {
    ...head,
    sequence: { key: definition.key, name: definition.name, version },
    metric,
    estimand: peak.estimand,
    verdict: peak.verdict,
    reason: peak.reason,
    warnings: peak.warnings,
    step: peak.step,
    probability: peak.probability,
    day: differ ? null : peakDay(days),
    ranking: peak.ranking,
    credibleSet: peak.credibleSet,
    shortfall: peak.shortfall,
    identification: peak.identification,
    needed: peak.needed,
    sentence: sayCounted(peak.sentence, attribution),
  };
}

interface Counting {
  readonly definition: Sequence;
  readonly scope: ReportScope;
  readonly metric: Goal;
  readonly asOf: number;
  readonly estimand: Estimand;
}

/** Successes and trials of each step, in file order: of its own touches, or of all enrollments for the shares. */
async function countSteps({ clickhouse, types }: Sources, counting: Counting): Promise<StepCount[]> {
  const { definition, scope, metric, asOf, estimand } = counting;
  const outward = definition.steps
    .filter((step) => isOutward(step, types))
    .map((step) => questionOf(definition, step, { metric }, types));
  if (estimand === 'share') {
    const { enrollments, successes } = await readShares(clickhouse, scope, outward, {
      asOf,
      span: wholeSpan(definition, types),
    });
    return stepCounts(definition, types, outward, (key) => ({
      successes: successes.find(({ step }) => step === key)?.successes ?? 0,
      trials: enrollments,
    }));
  }
  const rates = await readStepRates(clickhouse, scope, outward, { asOf, days: { from: null, to: null } });
  return stepCounts(
    definition,
    types,
    outward,
    (key) =>
      rates.find(({ step, variant }) => step === key && variant === null) ?? { successes: 0, trials: 0 },
  );
}

function stepCounts(
  definition: Sequence,
  types: StepTypes | undefined,
  questions: readonly StepQuestion[],
  countsOf: (step: string) => { readonly successes: number; readonly trials: number },
): StepCount[] {
  return definition.steps.map(({ key, name }, index) => {
    const question = questions.find(({ step }) => step === key);
    const { successes, trials } = question === undefined ? { successes: 0, trials: 0 } : countsOf(key);
    return {
      key,
      name,
      position: index + 1,
      day: plannedDay(definition, key, types),
      successes,
      trials,
      ranks: question !== undefined,
      ...(question === undefined ? {} : { windowDays: question.window / DAY }),
    };
  });
}
