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

/** When mail may go out. `from` and `to` are minutes since local midnight; `to` is exclusive. */
export interface Schedule {
  /** An IANA zone, or `contact` for the zone of each contact (UTC where it is unknown). */
  readonly timezone: string;
  readonly days: readonly Weekday[];
  readonly from: number;
  readonly to: number;
  /** Local dates, YYYY-MM-DD. */
  readonly holidays: readonly string[];
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
