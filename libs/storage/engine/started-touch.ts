import type { Contact, Instant } from '#engine';

/** A touch whose effect is leased to the caller, a mail or an action: `attempt` fences what comes of it. */
export interface StartedTouch {
  readonly no: number;
  readonly visit: number;
  readonly attempt: number;
  readonly intentId: string;
  readonly workspace: string;
  readonly sequenceId: number;
  readonly sequence: string;
  readonly version: number;
  readonly enrollmentId: string;
  readonly enrolledAt: Instant;
  readonly step: string;
  readonly position: number;
  readonly variant: string;
  readonly arms: Readonly<Record<string, string>>;
  readonly touchAt: Instant;
  readonly contact: Contact;
  readonly subjectKey: string;
}
