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

/** Why a mail was not delivered, or is not to be sent any more. */
export type NoticeReason =
  | 'bounced'
  | 'blocked'
  | 'spam'
  | 'invalid'
  | 'timed_out'
  | 'unsubscribed'
  | 'other';

/** Statuses that say something else than that the address is none: for now, mailbox full, the way there, the mail, a policy. */
const NOT_OF_THE_ADDRESS = /^(4\.|5\.2\.[23]|5\.[34567]\.)/;

/** Do a reason and a status say that nothing more should go to the address? */
export function isOfTheAddress(reason: NoticeReason | null, status: string | null): boolean {
  if (reason === 'bounced' && NOT_OF_THE_ADDRESS.test(status ?? '')) return false;
  return ['bounced', 'invalid', 'spam', 'unsubscribed'].includes(reason ?? '');
}

/** One thing that a provider reports of one recipient of one mail. */
export interface Notice {
  readonly type: NoticeType;
  /** The provider's own word for the type. */
  readonly said: string;
  /** The provider's own name of the report. Null where it gives none. */
  readonly id: string | null;
  /** What tells the report from all others of its provider: the same at every repeat, whatever `id` is by then. */
  readonly key: string;
  /** Null where the provider says no time. */
  readonly occurredAt: Instant | null;
  /** What the provider calls the mail. */
  readonly messageId: string | null;
  /** What the provider answered when it took the mail, without brackets; null where that is not known. */
  readonly acceptedAs: string | null;
  /** The Message-ID that the mail went out with, where the report says it. */
  readonly headerId: string | null;
  readonly recipient: string | null;
  /** The intent that Crest gave the mail to carry, if it came back. */
  readonly touch: string | null;
  /** Of what was not delivered: whether the address is at fault for good. */
  readonly hard: boolean | null;
  /** The status of RFC 3463, `5.1.1`. */
  readonly status: string | null;
  readonly reason: NoticeReason | null;
  /** What the provider adds in its own words. */
  readonly description: string | null;
  /** What the receiving server answered. */
  readonly answer: string | null;
  readonly url: string | null;
  readonly userAgent: string | null;
  /** Why it was a machine and nobody, where the provider says so. */
  readonly machine: string | null;
  /** What the sender gave the mail to carry. */
  readonly tags: readonly string[];
  readonly metadata: Readonly<Record<string, unknown>>;
  /** What it was read from, as the provider sent it. */
  readonly source: unknown;
}

/** What a reader found; everything else follows from it or is null. */
export type NoticeFields = Pick<Notice, 'type' | 'said' | 'source'> & Partial<Notice>;

/** The notice that was read. Its touch is what came back as metadata called `touch`, unless the reader found it elsewhere. */
export function notice(fields: NoticeFields): Notice {
  const { type, said, id = null, occurredAt = null, messageId = null, recipient = null } = fields;
  const { url = null, userAgent = null, metadata = {} } = fields;
  const content = [said, occurredAt, messageId, recipient, url, userAgent];
  return {
    ...{ hard: null, status: null, reason: null, description: null, answer: null },
    ...{ headerId: null, acceptedAs: bare(messageId), machine: null, tags: [] },
    key: JSON.stringify(id === null ? content : [id, type, recipient]),
    ...fields,
    ...{ id, occurredAt, messageId, recipient, url, userAgent, metadata },
    touch: intentOf(fields.touch ?? metadata.touch),
  };
}

/** A message id with the brackets that a header has around it. */
export function bracketed(messageId: string | null): string | null {
  return messageId === null || messageId.startsWith('<') ? messageId : `<${messageId}>`;
}

/** A message id without them. */
function bare(messageId: string | null): string | null {
  return messageId === null ? null : messageId.replace(/^<|>$/g, '');
}

const INTENT = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** An intent's id, or null where a text is none. */
function intentOf(text: unknown): string | null {
  return typeof text === 'string' && INTENT.test(text) ? text.toLowerCase() : null;
}
