import type { Notice } from '../notice.ts';

/** A call of a provider, as far as it is read: JSON or the fields of a form, and headers by their lower-case names. */
export interface Webhook {
  readonly payload: unknown;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** What one provider says in a call. Never throws: what it cannot make out is a notice of the type `unknown`. */
export type WebhookReader = (call: Webhook) => readonly Notice[];
