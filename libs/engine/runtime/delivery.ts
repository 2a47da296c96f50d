import type { attribute, Instant, Sequence, StepTypes } from '#engine';
import type { EnrollmentCandidate, TouchCandidate, Workspace } from '#storage';
import type { Incoming } from './incoming.ts';

/** The events of one call, all of one source. */
export interface Delivery {
  readonly workspaceId: number;
  readonly source: string;
  readonly events: readonly unknown[];
  /** Names events that carry no eventId of their own, together with their index. */
  readonly idempotencyKey?: string;
  /** The identity of each event, where they were taken when the call was stored. */
  readonly eventIds?: readonly string[];
  readonly now: Instant;
  /** Waits however long the queue is: what the engine itself says must not be refused. */
  readonly patient?: boolean;
  /** What whoever does not wait is told then: to some providers only a 5xx means that they should try again. */
  readonly whenFull?: 'too-many-calls' | 'too-busy';
}

/** One event of a call, with the identity that follows from the name its source gives it. */
export interface Question {
  readonly index: number;
  readonly event: Incoming;
  readonly eventId: string;
}

export type Attributed = NonNullable<ReturnType<typeof attribute<TouchCandidate, EnrollmentCandidate>>>;

/** What answering the events of a call takes besides them. */
export interface Around {
  readonly workspace: Workspace;
  readonly delivery: Pick<Delivery, 'source' | 'workspaceId' | 'now'>;
  /** The version that an enrollment is in, or that a touch of it was made under. */
  readonly sequenceOf: (row: EnrollmentCandidate, touch?: TouchCandidate) => Sequence;
  readonly types: StepTypes;
}
