/** How the mail of a sequence is written: whom it is from, what is measured, how one gets out of it. */
export interface MailRules {
  /** `ada@example.com` or `Ada Lovelace <ada@example.com>`; null: the sender of the installation. */
  readonly from: string | null;
  readonly replyTo: string | null;
  readonly tracking: { readonly opens: boolean; readonly clicks: boolean };
  /** `header`: List-Unsubscribe, for one click; `link`: every mail holds `{{unsubscribeUrl}}`; `both`; `off`: neither. */
  readonly unsubscribe: 'header' | 'link' | 'both' | 'off';
}

/**
 * Clicks are what a reader does, so they are counted; opens are mostly what machines do, cost deliverability and trust,
 * and are no primary metric anywhere in Crest, so that a pixel is put in only where it is asked for.
 */
export const DEFAULT_MAIL: MailRules = {
  from: null,
  replyTo: null,
  tracking: { opens: false, clicks: true },
  unsubscribe: 'header',
};
