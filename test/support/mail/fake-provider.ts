import type { Mailer } from '#runtime';

/** A mail as a provider took it: what its people would find in the mailbox. */
export interface TakenMail {
  readonly intentId: string | null;
  readonly from: string;
  readonly recipients: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
  /** By lowercase name. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What a provider does instead of taking a mail; after a `-taken` one it has taken it all the same. */
export type Fault =
  | 'rate-limited'
  | 'unavailable'
  | 'refuses-us'
  | 'bad-address'
  | 'refused'
  | 'cut'
  | 'cut-taken'
  | 'hang-taken'
  | 'nonsense-taken'
  // By SMTP only: a recipient that is refused for now, and a connection that ends before the mail was given.
  | 'greylisted'
  | 'full'
  | 'cut-early';

/** A provider on this machine. Its journal is the oracle: what it took, whatever it said. */
export interface FakeProvider {
  readonly mailer: Mailer;
  readonly journal: readonly TakenMail[];
  /** What is asked of it by mail, before any fault. */
  asked(): number;
  /** What happens to the mails that come next, by recipient; null is nothing. */
  fail(of: (recipient: string) => Fault | null): void;
  /** No longer listens. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

/** Seconds that a rate limit asks to wait. */
export const RETRY_AFTER = 7;
/** What no result may repeat. */
export const SECRET = 'very-secret-key';
