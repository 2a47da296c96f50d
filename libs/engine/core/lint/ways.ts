import { inDays } from '../plan.ts';
import type { Sequence, Step } from '../sequence.ts';
import type { StepTypes } from '../steps/step-type.ts';

/** The planned time between two steps, along the shortest way from one to the other. */
export interface Gap {
  readonly from: number;
  readonly to: number;
  readonly days: number;
}

/** The ways that an enrollment can take through the steps of a sequence; steps are named by their index. */
export class Ways {
  private readonly onward: readonly (readonly number[])[];
  private readonly reached: readonly ReadonlySet<number>[];

  constructor(
    private readonly sequence: Sequence,
    private readonly types: StepTypes,
    /** The planned day of each step. */
    private readonly planned: readonly number[],
  ) {
    this.onward = sequence.steps.map((step, index) => onwardFrom(sequence, step, index, types));
    this.reached = sequence.steps.map((_, index) => this.reachableFrom(index, this.onward));
  }

  /** Can an enrollment come to `later` after `earlier`? */
  follows(earlier: number, later: number): boolean {
    return this.reached[earlier]?.has(later) === true;
  }

  /** The steps that come after this one whatever the contact does: no branch lies between. */
  certainlyAfter(index: number): ReadonlySet<number> {
    const straight = this.onward.map((next) => (next.length === 1 ? next : []));
    return this.reachableFrom(index, straight);
  }

  /** The most of these steps that lie on one way that never goes back. */
  mostOnOneWay(steps: ReadonlySet<number>): number {
    const most = this.onward.map(() => 0);
    for (let index = most.length - 1; index >= 0; index--) {
      const ahead = (this.onward[index] ?? []).filter((next) => next > index).map((next) => most[next] ?? 0);
      most[index] = (steps.has(index) ? 1 : 0) + Math.max(0, ...ahead);
    }
    return most[0] ?? 0;
  }

  /** The planned time from each of these steps to each that can come next among them, in the order of the file. */
  gapsBetween(stops: ReadonlySet<number>): Gap[] {
    return [...stops]
      .sort((left, right) => left - right)
      .flatMap((from) => this.gapsFrom(from, stops))
      .filter(({ from, to }) => to > from);
  }

  /** Shortest ways over whatever is no stop (Dijkstra; there are at most 100 steps). */
  private gapsFrom(from: number, stops: ReadonlySet<number>): Gap[] {
    const gaps: Gap[] = [];
    const settled = new Set<number>();
    const open = new Map<number, number>();
    this.spread(from, 0, from, open);
    for (;;) {
      const [nearest] = [...open].sort((left, right) => left[1] - right[1]);
      if (nearest === undefined) return gaps;
      const [index, days] = nearest;
      open.delete(index);
      settled.add(index);
      if (stops.has(index)) gaps.push({ from, to: index, days });
      else {
        // Nobody can say how far it is to what comes after a date of the contact.
        const lasts = this.lasts(index);
        if (lasts !== null) this.spread(index, days + lasts, from, open, settled);
      }
    }
  }

  private spread(
    index: number,
    days: number,
    from: number,
    open: Map<number, number>,
    settled: ReadonlySet<number> = new Set(),
  ): void {
    for (const next of this.onward[index] ?? []) {
      if (settled.has(next)) continue;
      const due = this.sequence.steps[next]?.due;
      if (due === undefined) continue;
      const at =
        'day' in due
          ? Math.max(days, due.day - (this.planned[from] ?? 0))
          : days + inDays(due.after, this.sequence);
      open.set(next, Math.min(at, open.get(next) ?? at));
    }
  }

  private lasts(index: number): number | null {
    const step = this.sequence.steps[index];
    const delay = step && this.types[step.type]?.lasts?.(step);
    if (delay === undefined) return 0;
    return delay === null ? null : inDays(delay, this.sequence);
  }

  private reachableFrom(start: number, onward: readonly (readonly number[])[]): ReadonlySet<number> {
    const reached = new Set<number>();
    const open = [...(onward[start] ?? [])];
    for (let index = open.pop(); index !== undefined; index = open.pop()) {
      if (reached.has(index)) continue;
      reached.add(index);
      open.push(...(onward[index] ?? []));
    }
    return reached;
  }
}

function onwardFrom(sequence: Sequence, step: Step, index: number, types: StepTypes): number[] {
  if (step.type === 'branch') {
    const targets = [step.then, step.else].map((key) => sequence.steps.findIndex((each) => each.key === key));
    return [...new Set(targets)].filter((target) => target >= 0);
  }
  const next = types[step.type]?.continues !== false && index + 1 < sequence.steps.length ? [index + 1] : [];
  if (step.type !== 'wait' || step.else === undefined) return next;
  const other = sequence.steps.findIndex(({ key }) => key === step.else);
  return [...new Set([...next, other])].filter((target) => target >= 0);
}
