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
}

/** What the provider said. `unknown`: it may have taken it, and a blind adapter must not try again. */
export type MailResult =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'rejected'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/** The provider hop, honest about what it can promise. */
export interface Mailer {
  readonly name: string;
  /** `keyed`: the provider drops repeats of an intent; `lookup`: it can be asked; `blind`: at most once. */
  readonly repeats: 'keyed' | 'lookup' | 'blind';
  /** Whether an accepted mail is known to have been delivered. */
  readonly reportsDelivery: boolean;
  /** Whether to keep a copy in the captured mailbox. */
  readonly captures: boolean;
  /** Whom mail is from, where nothing says otherwise. */
  readonly from: string;
  send(mails: readonly Mail[]): Promise<MailResult[]>;
}
