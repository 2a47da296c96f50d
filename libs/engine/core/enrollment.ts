import type { Instant } from './sequence.ts';

export interface Contact {
  /** The caller's own id. */
  readonly id: string;
  readonly email: string | null;
  readonly timezone: string | null;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** What has been seen of one event type at one step: machine opens and scanner clicks are not in it. */
export interface Sighting {
  readonly first: Instant;
  readonly last: Instant;
  readonly count: number;
  /** In order; of very many the latest. */
  readonly times: readonly Instant[];
}

/** How many times of one event at one step are kept, the latest of them. */
export const MOST_TIMES = 100;

/** What an enrollment sleeps for besides its due time. */
export type Wake =
  /** The task of this visit closes. */
  | { readonly task: number }
  /** The mail of this visit has gone out. */
  | { readonly mail: number }
  /** This attribute of the contact changes. */
  | { readonly contact: string }
  /** An event of this kind arrives (at this step, where one is named). */
  | { readonly event: string; readonly step: string | null };

/** One contact on its way through one version of a sequence: all that `decide` looks at. */
export interface Enrollment {
  readonly no: number;
  readonly id: string;
  readonly contact: Contact;
  readonly enrolledAt: Instant;
  /** Index of the step that comes next; the number of steps when all are behind it. */
  readonly cursor: number;
  /** Visits made so far; the next touch is visit + 1. */
  readonly visit: number;
  readonly lastEmailAt: Instant | null;
  readonly wake: Wake | null;
  /** The arms drawn so far, by experiment key. */
  readonly arms: Readonly<Record<string, string>>;
  /** By step key, then event type; `''` holds what belongs to no step. */
  readonly seen: Readonly<Record<string, Readonly<Record<string, Sighting>>>>;
  /** When each step was last sent or done, by step key. */
  readonly sentAt: Readonly<Record<string, Instant>>;
  /** Visits whose task is still open. */
  readonly openTasks: readonly number[];
}
