import { show } from '../file/explain.ts';
import { suggest } from '../file/nearest.ts';
import type { Problem } from '../file/parse.ts';
import { experimentKey } from '../goal.ts';
import type { Sequence } from '../sequence.ts';

/** Where each step of the old version leads in the new one; null: to the step that comes after it. */
export type StepMapping = Readonly<Record<string, string | null>>;

/** How many enrollments stand at an index of the old version's steps; the number of steps for those at the end. */
export interface StandingAt {
  readonly cursor: number;
  readonly enrollments: number;
}

/** How many of those who stand there hold an arm of an experiment. */
export interface HoldersAt extends StandingAt {
  readonly experiment: string;
  readonly arm: string;
}

/** Where those who stand at one place of the old version go. Null: all steps are behind them. */
export interface Passage {
  readonly from: string | null;
  readonly to: string | null;
  readonly enrollments: number;
}

/** A sequence has at most twice as many steps. */
const MOST_STRAY = 50;

export interface MigrationPlan {
  /** Empty: it can be done. */
  readonly problems: readonly Problem[];
  readonly passages: readonly Passage[];
  /** The index in the new version for each index in the old one, its number of steps included. */
  readonly cursors: readonly number[];
}

/**
 * Can the enrollments of one version go on in another, and where would each be? A step leads to what the mapping says, else
 * to the step of its key; one that leads to nothing (null) leads where the next step does. Whoever has all steps behind
 * them goes on after the last that has a counterpart. Steps that somebody stands at or may come to must lead somewhere.
 */
export function planMigration(
  before: Sequence,
  after: Sequence,
  mapping: StepMapping,
  people: { readonly standing: readonly StandingAt[]; readonly arms: readonly HoldersAt[] },
): MigrationPlan {
  const targets = before.steps.map(({ key }) => targetOf(key, mapping, after));
  const first = Math.min(...people.standing.map(({ cursor }) => cursor));
  // Whoever can jump may come to any step.
  const jumps = before.steps.some(({ type }) => type === 'branch' || type === 'wait');
  const asked = (index: number) => people.standing.length > 0 && (jumps || index >= first);
  const problems = [
    ...strayKeys(before, mapping),
    ...before.steps.flatMap((step, index) => problemOf(step, targets[index], after, asked(index))),
  ];
  const last = targets.findLast((target) => typeof target === 'number');
  const end = last === undefined ? after.steps.length : last + 1;
  const cursors = [...before.steps.keys(), before.steps.length].map(
    (from) => targets.slice(from).find((target) => typeof target === 'number') ?? end,
  );
  if (problems.length === 0) problems.push(...lostArms(after, cursors, people.arms));
  const passages = people.standing.map(({ cursor, enrollments }) => ({
    from: before.steps[cursor]?.key ?? null,
    to: after.steps[cursors[cursor] ?? end]?.key ?? null,
    enrollments,
  }));
  return { problems, passages, cursors };
}

/** The index of the counterpart; null where it is left out, undefined where nothing says, 'unknown' where it is not there. */
type Target = number | null | undefined | 'unknown';

function targetOf(key: string, mapping: StepMapping, after: Sequence): Target {
  const indexOf = (wanted: string) => after.steps.findIndex((step) => step.key === wanted);
  if (!Object.hasOwn(mapping, key)) return indexOf(key) < 0 ? undefined : indexOf(key);
  const wanted = mapping[key];
  if (wanted === null || wanted === undefined) return null;
  return indexOf(wanted) < 0 ? 'unknown' : indexOf(wanted);
}

function strayKeys(before: Sequence, mapping: StepMapping): Problem[] {
  const keys = before.steps.map(({ key }) => key);
  const stray = Object.keys(mapping).filter((key) => !keys.includes(key));
  const problems = stray.slice(0, MOST_STRAY).map((key) => ({
    ...{ path: `steps.${key}`, line: null },
    reason: `The version that is left has no step ${show(key)}.`,
    fix: suggest(key, keys),
  }));
  const more = stray.length - MOST_STRAY;
  if (more <= 0) return problems;
  const reason = `The version that is left has no step of ${more} more keys either.`;
  return [...problems, { path: 'steps', line: null, reason, fix: 'Name the steps of that version only.' }];
}

function problemOf(
  step: Sequence['steps'][number],
  target: Target,
  after: Sequence,
  asked: boolean,
): Problem[] {
  const at = { path: `steps.${step.key}`, line: null };
  const keys = after.steps.map(({ key }) => key);
  if (target === 'unknown') {
    return [{ ...at, reason: 'The new version has no step of that key.', fix: suggest(step.key, keys) }];
  }
  if (target === undefined && asked) {
    return [
      {
        ...at,
        reason: `The new version has no step "${step.key}", and people stand there or may come to it.`,
        fix: `Say which step it leads to, one of ${keys.join(', ')}; null leads to the step after it.`,
      },
    ];
  }
  const there = typeof target === 'number' ? after.steps[target] : undefined;
  if (there === undefined || there.type === step.type || !asked) return [];
  return [
    {
      ...at,
      reason: `Step "${step.key}" is of type ${step.type}, and "${there.key}" in the new version is of type ${there.type}.`,
      fix: `Lead it to a step of type ${step.type}; null leads to the step after it.`,
    },
  ];
}

/** Who has drawn an arm that is gone, and would come to its step, would draw again: the experiment could not be read. */
function lostArms(after: Sequence, cursors: readonly number[], arms: readonly HoldersAt[]): Problem[] {
  return after.steps.flatMap((step, index) => {
    if (step.type !== 'email' || step.variants.length < 2) return [];
    const experiment = experimentKey(after.key, step.key);
    const lost = new Map<string, number>();
    for (const { cursor, arm, enrollments, ...held } of arms) {
      const comes = (cursors[cursor] ?? 0) <= index;
      if (held.experiment !== experiment || !comes || step.variants.some(({ key }) => key === arm)) continue;
      lost.set(arm, (lost.get(arm) ?? 0) + enrollments);
    }
    return [...lost].map(([arm, count]) => ({
      ...{ path: `steps.${step.key}`, line: null },
      reason: `${count} who would come to step "${step.key}" have drawn variant "${arm}", which the new version does not have.`,
      fix: `Keep the variant in the new version, or lead them past the step.`,
    }));
  });
}
