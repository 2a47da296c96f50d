import type { Attribution, EventType, Instant } from '#engine';

/** An event that a mail gives rise to. Its slot is part of its id, so that a correction keeps that. */
export interface MailEvent {
  readonly slot: number;
  readonly type: EventType;
  readonly properties: Readonly<Record<string, string>>;
  /** The touch and the enrollment it is about; null where only the contact is known. */
  readonly intentId: string | null;
  readonly enrollmentId: string | null;
  readonly contactNo: number | null;
  readonly confidence: Attribution;
  /** The sequence that a subject points to, of a contact in several. */
  readonly sequence: string | null;
}

/** A mail that came in, as it is kept. */
export interface IncomingMail {
  readonly workspaceId: number;
  readonly key: string;
  readonly provider: string;
  readonly receivedAt: Instant;
  readonly raw: Uint8Array | null;
  /** The provider took it for spam. */
  readonly spam: boolean;
  readonly kind: string;
  readonly reason: string;
  readonly classifier: number;
  readonly matchedBy: string | null;
  readonly confidence: Attribution;
  readonly intentId: string | null;
  readonly contactNo: number | null;
  /** The keyed hashes of the addresses in it. */
  readonly holders: readonly string[];
  readonly events: readonly MailEvent[];
}

/** One that is in the table. */
export interface StoredIncomingMail extends IncomingMail {
  readonly id: number;
  /** Its events are in the log. */
  readonly taken: boolean;
  /** Since when, as they are now. */
  readonly loggedAt: Instant | null;
}
