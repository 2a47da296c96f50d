import type { Duration } from '#stats';

/** Times and events as the golden files list them. */
export interface TimesAndEvents {
  readonly time: readonly number[];
  readonly event: readonly (0 | 1)[];
}

export function durationsOf({ time, event }: TimesAndEvents): Duration[] {
  return time.map((at, i) => ({ time: at, event: event[i] === 1 }));
}

/** The durations of each group, groups in the order of their numbers. */
export function groupsOf(input: TimesAndEvents & { readonly group: readonly number[] }): Duration[][] {
  const names = [...new Set(input.group)].sort((left, right) => left - right);
  const all = durationsOf(input);
  return names.map((name) => all.filter((_, i) => input.group[i] === name));
}
