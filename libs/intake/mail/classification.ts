import type { FailureReason } from './failure-reason.ts';
import type { MailHeader } from './mail.ts';

/**
 * Goes up whenever a mail may be classified otherwise than before, so that what was classified by an older one can be
 * found and done again.
 */
export const CLASSIFIER_VERSION = 3;

/** What a mail that comes in can be, in the order in which it is tried. */
export const MAIL_KINDS = [
  'complaint',
  'bounce',
  'delivery-notice',
  'automatic-reply',
  'human-reply',
] as const;

export type MailKind = (typeof MAIL_KINDS)[number];

/** What a report says was done with a mail for one recipient (RFC 3464, `Action`). */
export type DeliveryAction = 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded';

/** What a complaint, a bounce or a notice says of one recipient. */
export interface ReportedRecipient {
  /** The address that was written to, in lower case. Null where the report does not tell it. */
  readonly address: string | null;
  /** `5.1.1` (RFC 3463). */
  readonly status: string | null;
  /** The three digits of the answer of the server that refused. */
  readonly replyCode: string | null;
  readonly action: DeliveryAction | null;
  /** Whether the address is at fault, for good: it must not be written to again. */
  readonly isHard: boolean;
  readonly reason: FailureReason | null;
  /** What the server said, shortened. */
  readonly answer: string | null;
  /** Of a complaint (RFC 5965): abuse, fraud, virus, opt-out, auth-failure, not-spam, other. */
  readonly feedbackType: string | null;
}

/** The mail that a report is about, as far as the report gives it back. */
export interface ReturnedOriginal {
  readonly messageId: string | null;
  readonly subject: string | null;
  readonly to: readonly string[];
  readonly headers: readonly MailHeader[];
}

/** What a mail that came in is, and what it says. */
export interface Classification {
  readonly classifier: number;
  readonly kind: MailKind;
  /** Why it is of this kind: what gave it away. */
  readonly reason: string;
  /** Of complaints, bounces and notices; empty of replies. */
  readonly recipients: readonly ReportedRecipient[];
  /** Of complaints, bounces and notices. */
  readonly original: ReturnedOriginal | null;
  /** Of an automatic reply: the day on which its author is back, `2026-05-05`. */
  readonly returnsOn: string | null;
  /** The words by which a person asks not to be written to again; or `Feedback-Type: opt-out` of a mail program for them. */
  readonly unsubscribe: string | null;
  /** Of a reply: what its author wrote, without what is quoted and without the signature. */
  readonly visibleText: string | null;
  /** Of a reply: the signature below it, or the line by which a phone names itself. */
  readonly signature: string | null;
}
