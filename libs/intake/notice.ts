import type { Instant } from '#engine';

/** What providers say of a mail, in one vocabulary, whatever each of them calls it. */
export const NOTICE_TYPES = [
  'queued',
  'sent',
  'delivered',
  'deferred',
  'bounced',
  'rejected',
  'opened',
  'clicked',
  'complained',
  'unsubscribed',
  'subscribed',
  'failed',
  'autoresponded',
  'unknown',
] as const;

export type NoticeType = (typeof NOTICE_TYPES)[number];

/** One thing that a provider reports of one recipient of one mail. */
export interface Notice {
  readonly type: NoticeType;
  /** The provider's own name of the report; a repeat of it carries the same. Null where it gives none. */
  readonly id: string | null;
  /** Null where the provider says no time. */
  readonly occurredAt: Instant | null;
  /** What the provider called the mail when it took it. */
  readonly messageId: string | null;
  readonly recipient: string | null;
  /** The intent that Crest gave the mail to carry, if it came back. */
  readonly touch: string | null;
  /** Of a bounce: whether the address is at fault for good. */
  readonly hard: boolean | null;
  readonly status: string | null;
  /** Why a mail was not delivered, in one word: bounced, blocked, spam, invalid, timed_out, unsubscribed, other. */
  readonly reason: string | null;
  /** What the receiving server answered. */
  readonly answer: string | null;
  readonly url: string | null;
  readonly userAgent: string | null;
  /** Why it was a machine and nobody, where the provider says so. */
  readonly machine: string | null;
}
