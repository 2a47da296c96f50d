import type { Instant } from '#engine';

/** A rendered mail on its way out. The intent is its identity with every provider. */
export interface Mail {
  readonly intentId: string;
  /** `<intentId@domain>`: the same at every attempt, and what replies and bounces refer to. */
  readonly messageId: string;
  /** `ada@example.com` or `Ada Lovelace <ada@example.com>`. */
  readonly from: string;
  readonly recipient: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
  /** The message ids of earlier mails that this one goes on from: the last one, and all of them, oldest first. */
  readonly thread: { readonly inReplyTo: string; readonly references: readonly string[] } | null;
  /** Beyond those above, such as `List-Unsubscribe`. */
  readonly headers: Readonly<Record<string, string>>;
  /** Whom the envelope names as its sender, to whom bounces go; whom the mail is from where it is left out. */
  readonly returnPath?: string;
  /** An earlier attempt may have been taken: `lookup` asks before it sends. */
  readonly repeated: boolean;
}

/** Why a mail was not taken now and may be later. */
export type DeferReason =
  | 'rate-limited'
  | 'provider-away'
  | 'provider-refuses-us'
  | 'recipient-busy'
  | 'not-tried';

/** Why a mail is never taken: `bad-address` says something of the address, the others of the mail. */
export type RejectReason = 'bad-address' | 'refused' | 'unsafe';

/** Why nobody knows whether a mail was taken. */
export type UnknownReason = 'timeout' | 'connection-lost' | 'server-error' | 'answer-unreadable';

/** What the provider said; `detail` in its own words, for people who look into it. */
export type MailResult =
  | {
      readonly kind: 'accepted';
      /** What the provider's webhooks call this mail. */
      readonly providerMessageId?: string;
      /** The Message-ID it goes out with, where the provider puts its own in place of ours. */
      readonly messageId?: string;
    }
  | {
      readonly kind: 'deferred';
      /** `provider`: it takes nobody's mail now, so this one did nothing wrong. */
      readonly of: 'mail' | 'provider';
      readonly reason: DeferReason;
      readonly detail: string;
      readonly retryAfterMs: number | null;
    }
  | { readonly kind: 'rejected'; readonly reason: RejectReason; readonly detail: string }
  | { readonly kind: 'unknown'; readonly reason: UnknownReason; readonly detail: string };

/** What can be promised about an intent that is handed over again. */
export type Repeats =
  /** The provider drops repeats of an intent. */
  | 'keyed'
  /** The provider can be asked whether it has it. */
  | 'lookup'
  /** Neither: an intent is handed over at most once. */
  | 'blind';

/** The provider hop, honest about what it can promise. */
export interface Mailer {
  readonly name: string;
  readonly repeats: Repeats;
  /** When an accepted mail is known to have been delivered: on the spot, by a webhook, or never. */
  readonly reportsDelivery: 'at-once' | 'later' | 'never';
  /** Whether to keep a copy in the captured mailbox. */
  readonly captures: boolean;
  /** Whom mail is from, where nothing says otherwise. */
  readonly from: string;
  /** How many mails may be handed over now: none while the provider is away, one to see whether it is back. */
  takes(now: Instant): number;
  /** One result for each mail, in their order. Does not throw for what a provider says or fails to say. */
  send(mails: readonly Mail[], now: Instant): Promise<MailResult[]>;
  close(): Promise<void>;
}
