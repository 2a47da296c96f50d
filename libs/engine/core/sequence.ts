import type { MailRules } from './mail-rules.ts';
import type { Rules } from './rules/rules.ts';
import type { stepTypes } from './steps/index.ts';
import type { StepOf } from './steps/step-type.ts';

/** Milliseconds since the Unix epoch, UTC. Every time in this library is one of these, and always an argument. */
export type Instant = number;

/** A length of time: elapsed milliseconds, or days on which the schedule is open. */
export type Delay =
  | { readonly unit: 'elapsed'; readonly ms: number }
  | { readonly unit: 'business-days'; readonly days: number };

export type Weekday = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun';

/** Hours of a day, in minutes since local midnight; `to` is exclusive. Where it is not after `from`, it is on the next day. */
export interface Hours {
  readonly from: number;
  readonly to: number;
}

/** Hours that are open on certain days; past midnight they belong to the day on which they open. */
export interface OpenWindow extends Hours {
  readonly days: readonly Weekday[];
}

/** When the contact may be reached. What a file does not use is not there. */
export interface Schedule extends OpenWindow {
  /** An IANA zone, or `contact` for the zone of each contact. */
  readonly timezone: string;
  /** For contacts of whom neither the zone nor a country with one zone is known; else UTC. */
  readonly fallbackTimezone?: string;
  /** In place of the one window that `days`, `from` and `to` are; `days` then holds the days of all of them. */
  readonly windows?: readonly OpenWindow[];
  /** Closed on every day, whatever is open. */
  readonly quietHours?: Hours;
  /** Local dates, YYYY-MM-DD, for contacts whose region has no list. */
  readonly holidays: readonly string[];
  /** By country (`DE`) or region (`US-CA`). */
  readonly regionalHolidays?: Readonly<Record<string, readonly string[]>>;
}

/** What narrows down when a step falls due, within what its schedule keeps open. */
export interface Slot {
  /** The local time, in minutes since midnight, in place of the time of day that the delay leads to. */
  readonly at: number | null;
  readonly days: readonly Weekday[] | null;
  readonly between: Hours | null;
}

/** An event type such as `replied`, or a named conversion such as `converted:review-submitted`. */
export type Goal = string;

/** What every step has, whatever its type. */
export interface StepBase {
  readonly key: string;
  readonly name: string;
  readonly purpose: string | null;
  readonly goal: Goal | null;
  /** How long after the touch an outcome still counts for it, in milliseconds. */
  readonly window: number | null;
  /** When the step falls due: days after day 0 of the enrollment, or a delay after the step before it. */
  readonly due: { readonly day: number } | { readonly after: Delay };
  /** Not there where the step keeps no hours of its own. */
  readonly slot?: Slot;
}

/** A step of any type in the registry. */
export type Step = StepOf<typeof stepTypes>;

/** A sequence as parsed: every default is filled in. A published version of it never changes. */
export interface Sequence extends Rules {
  readonly key: string;
  readonly name: string;
  readonly goal: Goal;
  readonly schedule: Schedule | null;
  readonly stopOn: readonly Goal[];
  readonly reentry: 'never' | 'after-exit' | 'always';
  /** Least time between two emails, in milliseconds. */
  readonly minGap: number;
  readonly explore: { readonly skip: number | null; readonly order: 'williams' | null } | null;
  readonly mail: MailRules;
  readonly steps: readonly Step[];
}
