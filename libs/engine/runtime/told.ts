import type { EnrollmentCandidate } from '#storage';
import type { Incoming } from './incoming.ts';
import type { Origin, Place, Subject } from './stamp.ts';

/** An event with everything that is known of it: who it is about, and where its name, its place and its origin lead. */
export interface Told {
  readonly event: Incoming;
  /** An outcome tells completed tasks apart, as a name does conversions. */
  readonly name: string;
  /** Read for bounces only: whether the address that the contact has is at fault for good. */
  readonly hard: boolean;
  readonly isOfOldAddress: boolean;
  readonly subject: Subject | Stranger;
  readonly place: Place | null;
  readonly origin: Origin;
  /** What it shows of a mail that nobody knew of whether it was taken. */
  readonly fate: Fate | null;
  /** How it says that a task ended. */
  readonly close: Closing | null;
}

/** Who an event is about that nobody is enrolled for. */
export type Stranger = Pick<Subject, 'workspace' | 'subjectKey'>;

export type Fate = 'sent' | 'rejected';

/** How a task ended; the note stands in the events' properties and goes no further than the task. */
export interface Closing {
  readonly state: 'done' | 'skipped';
  readonly outcome: string | null;
  readonly reason: string | null;
  readonly note: string | null;
}

/** What events say of an enrollment, as of a version: the one it is in, or one that a touch was made under. */
export function subjectOf(
  enrollment: EnrollmentCandidate,
  workspace: string,
  sequence: string,
  version: number,
): Subject {
  return {
    workspace,
    sequence,
    version,
    enrollmentId: enrollment.id,
    enrollmentNo: enrollment.no,
    enrolledAt: enrollment.enrolledAt,
    subjectKey: enrollment.subjectKey,
    arms: enrollment.arms,
  };
}
