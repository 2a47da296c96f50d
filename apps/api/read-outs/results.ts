import { DomainError, type Goal, type Sequence, type Step, stepGoal } from '#engine';
import { type ExperimentReadOut, type GuardrailCount, readExperiment } from '#stats';
import {
  type ArmCounts,
  type CountedAttribution,
  findExperiment,
  listVersions,
  readArms,
  type StoredExperiment,
  type VersionDefinition,
} from '#storage';
import { sayCounted } from './counted-sentence.ts';
import { type ReadOutHead, readHead, type Sources } from './sources.ts';
import { DAY, horizonOf } from './watching.ts';

export interface ResultsQuery {
  /** Of the experiment. */
  readonly key: string;
  readonly attribution?: CountedAttribution | undefined;
}

export interface ExperimentResults extends ReadOutHead, ExperimentReadOut {
  readonly key: string;
  readonly sequence: string;
  readonly step: string;
  readonly state: StoredExperiment['state'];
  /** What a success is, at the step or any later one, and for how many days after the draw. */
  readonly metric: Goal;
  readonly horizonDays: number;
  /** The versions of the sequence whose enrollments are read: those with the same variants as the latest. */
  readonly versions: readonly number[];
}

/** Highest tolerated share of the enrollments of an arm. */
const LIMITS = { complained: 0.003, unsubscribed: 0.02, bounced: 0.05 } as const;

/** What a content experiment says today: rates of its arms by intention to treat, always-valid, with its guardrails. */
export async function readResults(
  sources: Sources,
  { key, attribution = 'all' }: ResultsQuery,
): Promise<ExperimentResults> {
  const { sql, clickhouse, now, workspace } = sources;
  const experiment = await findExperiment(sql, workspace.id, key);
  if (experiment === null) throw experimentNotFound(key);
  const subject = subjectOf(experiment, await listVersions(sql, experiment.sequenceId));
  if (subject === null) throw experimentNotFound(key);
  const { definition, step, versions } = subject;
  const asOf = now();
  const head = await readHead(sources, { asOf, attribution });
  const metric = stepGoal(definition, step);
  const horizon = horizonOf(definition, step, sources.types);
  const arms = await readArms(clickhouse, {
    workspace: workspace.key,
    sequence: experiment.sequence,
    versions,
    step: step.key,
    metric,
    horizon,
    asOf,
    attribution,
  });
  const results = readExperiment({
    metric,
    arms: experiment.arms.map(({ key: arm, weight }) => {
      const { assigned, exposed, matured } = countsOf(arms, arm);
      return { key: arm, weight, assigned, exposed, daily: matured };
    }),
    guardrails: guardrails(experiment, arms),
  });
  return {
    ...head,
    key,
    sequence: experiment.sequence,
    step: step.key,
    state: experiment.state,
    metric,
    horizonDays: horizon / DAY,
    versions,
    verdict: results.verdict,
    reason: results.reason,
    winner: results.winner,
    arms: results.arms,
    comparisons: results.comparisons,
    guardrails: results.guardrails,
    sampleRatio: results.sampleRatio,
    remaining: results.remaining,
    sentence: sayCounted(results.sentence, attribution),
  };
}

function guardrails({ arms }: StoredExperiment, counts: readonly ArmCounts[]): GuardrailCount[] {
  const metrics = ['complained', 'unsubscribed', 'bounced'] as const;
  return metrics.map((metric) => ({
    metric,
    limit: LIMITS[metric],
    arms: arms.map(({ key }) => {
      const of = countsOf(counts, key);
      return { key, events: of[metric], units: of.assigned };
    }),
  }));
}

function countsOf(arms: readonly ArmCounts[], arm: string): ArmCounts {
  const none = { assigned: 0, exposed: 0, unsubscribed: 0, complained: 0, bounced: 0, matured: [] };
  return arms.find((counts) => counts.arm === arm) ?? { arm, ...none };
}

/** The step as it was last tested, and the versions that tested the same: edited copy is another test. */
function subjectOf(
  { step: key }: StoredExperiment,
  published: readonly VersionDefinition[],
): { definition: Sequence; step: Step; versions: number[] } | null {
  const tests = published.flatMap(({ version, definition }) => {
    const step = definition.steps.find((each) => each.key === key);
    return step?.type === 'email' && step.variants.length > 1
      ? [{ version, definition, step, content: JSON.stringify(step.variants) }]
      : [];
  });
  const [latest] = tests;
  if (latest === undefined) return null;
  const versions = tests.filter(({ content }) => content === latest.content).map(({ version }) => version);
  return { definition: latest.definition, step: latest.step, versions: versions.sort((a, b) => a - b) };
}

function experimentNotFound(key: string): DomainError {
  return new DomainError({
    code: 'experiment-not-found',
    field: 'key',
    detail: `There is no experiment "${key}".`,
    fix: 'GET /v1/experiments lists those there are.',
  });
}
