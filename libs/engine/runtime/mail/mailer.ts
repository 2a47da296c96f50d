/** A rendered mail on its way out. The intent is its identity with every provider. */
export interface Mail {
  readonly intentId: string;
  readonly recipient: string;
  readonly subject: string;
  readonly body: string;
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
  send(mails: readonly Mail[]): Promise<MailResult[]>;
}
