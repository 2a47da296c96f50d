import type { Hours, OpenWindow, Weekday } from '../sequence.ts';
import { DAY, MINUTE } from './zone.ts';

export const WEEKDAYS: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** Open time within one local day, in milliseconds since midnight; `to` is exclusive. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The open time of a week, by weekday from Monday: spans in order and apart. */
export interface Week {
  /** What opens on the day, up to midnight. */
  readonly own: readonly (readonly Span[])[];
  /** That, and what runs in from the day before. */
  readonly whole: readonly (readonly Span[])[];
}

/** The week in which these windows are open. One that ends no later than it begins ends on the next day. */
export function weekOf(windows: readonly OpenWindow[]): Week {
  const own = WEEKDAYS.map((day) =>
    joined(windows.filter(({ days }) => days.includes(day)).flatMap(evening)),
  );
  const whole = WEEKDAYS.map((_, index) => {
    const before = WEEKDAYS[(index + 6) % 7];
    const tails = windows
      .filter(({ days }) => before !== undefined && days.includes(before))
      .flatMap(morning);
    return joined([...(own[index] ?? []), ...tails]);
  });
  return { own, whole };
}

/** What is open in both weeks; what runs past midnight in the first belongs to the day before, as it does there. */
export function both(week: Week, other: Week): Week {
  const cut = (spans: readonly Span[], index: number) => shared(spans, other.whole[index] ?? []);
  return { own: week.own.map(cut), whole: week.whole.map(cut) };
}

/** The week without these hours of every day. */
export function without(week: Week, hours: Hours): Week {
  const rest = crosses(hours)
    ? [{ from: hours.to * MINUTE, to: hours.from * MINUTE }]
    : [
        { from: 0, to: hours.from * MINUTE },
        { from: hours.to * MINUTE, to: DAY },
      ];
  const cut = (spans: readonly Span[]) => shared(spans, rest);
  return { own: week.own.map(cut), whole: week.whole.map(cut) };
}

export function holds(spans: readonly Span[], time: number): boolean {
  for (const { from, to } of spans) if (time >= from && time < to) return true;
  return false;
}

function crosses({ from, to }: Hours): boolean {
  return to <= from;
}

function evening(hours: Hours): Span {
  return { from: hours.from * MINUTE, to: crosses(hours) ? DAY : hours.to * MINUTE };
}

function morning(hours: Hours): Span[] {
  return crosses(hours) ? [{ from: 0, to: hours.to * MINUTE }] : [];
}

/** In order, and one span where several touch. */
function joined(spans: readonly Span[]): Span[] {
  const result: Span[] = [];
  for (const span of spans.filter(({ from, to }) => from < to).toSorted((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last === undefined || span.from > last.to) result.push(span);
    else result[result.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
  }
  return result;
}

function shared(spans: readonly Span[], others: readonly Span[]): Span[] {
  return spans.flatMap((one) =>
    others
      .map((other) => ({ from: Math.max(one.from, other.from), to: Math.min(one.to, other.to) }))
      .filter(({ from, to }) => from < to),
  );
}
