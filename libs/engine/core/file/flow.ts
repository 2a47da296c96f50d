import type { StepBase } from '../sequence.ts';
import type { AnyStepType, Link, Part } from '../steps/step-type.ts';
import { isPositive } from './duration.ts';
import { suggest } from './nearest.ts';
import { type Report, within } from './reading.ts';

/** A step of a file as far as it could be read: enough to follow the ways between the steps. */
export interface Outline {
  readonly key: string | null;
  /** Null: the type is missing or unknown. */
  readonly type: AnyStepType | null;
  readonly due: StepBase['due'] | null;
  readonly links: readonly Link[];
  /** The keys of what the step has several of; null: anything may be one. */
  parts(of: Part): readonly string[] | null;
  /** Time always passes here. */
  readonly pauses: boolean;
}

/** Reports what is wrong between the steps of a file. `report` takes paths from the file's root. */
export function checkFlow(outlines: readonly Outline[], report: Report): void {
  checkKeys(outlines, report);
  const complete = checkLinks(outlines, report);
  const ways = outlines.map((outline, index) => waysFrom(outline, index, outlines));
  checkDays(outlines, ways, report);
  // A step that could not be read may lead anywhere, so nothing can be said about what leads where.
  if (!complete || outlines.some(({ type }) => type === null)) return;
  checkReach(outlines, ways, report);
  checkCircles(outlines, ways, report);
}

function checkKeys(outlines: readonly Outline[], report: Report): void {
  const taken = new Map<string, number>();
  for (const [index, { key }] of outlines.entries()) {
    if (key === null) continue;
    const first = taken.get(key);
    if (first === undefined) taken.set(key, index);
    else {
      report(
        ['steps', index, 'key'],
        `Two steps have the key "${key}"; the first is step ${first + 1}.`,
        `Rename this one, such as "${key}-2".`,
      );
    }
  }
}

function checkLinks(outlines: readonly Outline[], report: Report): boolean {
  const keys = outlines.flatMap(({ key }) => (key === null ? [] : [key]));
  let complete = keys.length === outlines.length;
  for (const [index, { links }] of outlines.entries()) {
    for (const { path, step, parts = [] } of links) {
      if (keys.includes(step)) {
        const target = outlines.find(({ key }) => key === step);
        if (target !== undefined && target.type !== null)
          checkParts(target, parts, within(report, 'steps', index));
        continue;
      }
      complete = false;
      report(['steps', index, ...path], `There is no step "${step}" in this sequence.`, suggest(step, keys));
    }
  }
  return complete;
}

/** A variant or an outcome that its step does not have would decide nothing. */
function checkParts(target: Outline, parts: NonNullable<Link['parts']>, report: Report): void {
  for (const { of, key, path } of parts) {
    const known = target.parts(of);
    if (known === null || known.includes(key)) continue;
    report(
      path,
      `Step "${target.key}" has no ${of} "${key}".`,
      known.length === 0 ? `It has no ${of}s: give it some, or remove this condition.` : suggest(key, known),
    );
  }
}

function waysFrom(outline: Outline, index: number, outlines: readonly Outline[]): number[] {
  const jumps = outline.links
    .filter(({ follows }) => follows)
    .map(({ step }) => outlines.findIndex(({ key }) => key === step))
    .filter((target) => target >= 0);
  const onward = outline.type?.continues !== false && index + 1 < outlines.length ? [index + 1] : [];
  return [...onward, ...jumps];
}

/** Along every way forward in the file, the days rise. (A way back is a repetition: its days are over, and it goes on at once.) */
function checkDays(outlines: readonly Outline[], ways: readonly (readonly number[])[], report: Report): void {
  const before: { day: number; index: number }[] = [];
  for (const [index, { due }] of outlines.entries()) {
    const latest = before[index];
    const day = due !== null && 'day' in due ? due.day : null;
    if (day !== null && latest !== undefined && day < latest.day) {
      report(
        ['steps', index, 'day'],
        `Day ${day} comes after day ${latest.day} of step "${outlines[latest.index]?.key ?? latest.index + 1}".`,
        `Use day ${latest.day} or later, or move the step up.`,
      );
    }
    const reached = day !== null && day >= (latest?.day ?? 0) ? { day, index } : latest;
    if (reached === undefined) continue;
    for (const target of ways[index] ?? []) {
      if (target > index && reached.day > (before[target]?.day ?? -1)) before[target] = reached;
    }
  }
}

function checkReach(
  outlines: readonly Outline[],
  ways: readonly (readonly number[])[],
  report: Report,
): void {
  const reached = new Set<number>();
  const open = [0];
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    if (reached.has(index)) continue;
    reached.add(index);
    open.push(...(ways[index] ?? []));
  }
  for (const [index, { key }] of outlines.entries()) {
    if (reached.has(index)) continue;
    report(
      ['steps', index],
      `No way leads to step "${key}".`,
      'Name it in a branch, move it up, or remove it: what follows a branch or an exit is only reached by name.',
    );
  }
}

/** A circle in which no time passes would go round forever at one instant. */
function checkCircles(
  outlines: readonly Outline[],
  ways: readonly (readonly number[])[],
  report: Report,
): void {
  const done = new Set<number>();
  const search = (index: number, trail: readonly number[]): void => {
    const outline = outlines[index];
    if (outline === undefined || done.has(index) || takesTime(outline)) return;
    const start = trail.indexOf(index);
    if (start >= 0) {
      const keys = [...trail.slice(start), index].map((each) => outlines[each]?.key);
      report(
        ['steps', index],
        `The way ${keys.join(' → ')} is a circle in which no time passes.`,
        'Put a wait into it, or give one of its steps an "after". A wait that a past event or a past date can end does not count.',
      );
      return;
    }
    for (const target of ways[index] ?? []) search(target, [...trail, index]);
    done.add(index);
  };
  for (const index of outlines.keys()) search(index, []);
}

function takesTime({ due, pauses }: Outline): boolean {
  return pauses || (due !== null && 'after' in due && isPositive(due.after));
}
