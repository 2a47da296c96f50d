import type { Wake } from './enrollment.ts';
import type { EventType } from './event.ts';
import type { Instant } from './sequence.ts';

/** One draw of an arm, as it is logged. */
export interface Assignment {
  readonly experiment: string;
  readonly decisionPoint: string;
  readonly options: readonly string[];
  readonly probabilities: readonly number[];
  readonly chosen: string;
}

/** An event that a decision gives rise to; who and where is stamped on it from the touch. */
export interface EventDraft {
  readonly type: EventType;
  readonly name?: string;
  readonly assignment?: Assignment;
  /** Which of several of its type at the same touch, where there can be several. */
  readonly nth?: number;
  readonly properties?: Readonly<Record<string, unknown>>;
}

/** One visit to a step. `effect` is what the world has to do about it. */
export interface Visit {
  readonly step: string;
  readonly position: number;
  readonly visit: number;
  readonly variant: string;
  readonly effect:
    | { readonly kind: 'send' }
    | {
        readonly kind: 'task';
        readonly channel: string;
        readonly title: string;
        readonly assignee: string | null;
        /** When it is to be done. */
        readonly dueAt: Instant | null;
        readonly autoSkipAt: Instant | null;
      }
    /** What the step's own type does in the world. */
    | { readonly kind: 'action' }
    | { readonly kind: 'none' };
}

/** Where an enrollment stands after a decision. */
export type Next =
  | {
      readonly state: 'active';
      readonly cursor: number;
      readonly dueAt: Instant | null;
      readonly wake: Wake | null;
    }
  | { readonly state: 'finished' }
  | { readonly state: 'failed'; readonly reason: string }
  | { readonly state: 'exited'; readonly reason: string; readonly moveTo: string | null };

/** What is to happen to an enrollment now: at most one visit, its events, and where it stands then. */
export interface Decision {
  readonly visit: Visit | null;
  readonly events: readonly EventDraft[];
  readonly next: Next;
}

/** What an outside event does to an enrollment. */
export interface Reaction {
  /** Why the sequence ends, where it does. */
  readonly ends: string | null;
  /** The new due time, where the event wakes the enrollment. */
  readonly dueAt: Instant | null;
}
