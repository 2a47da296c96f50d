import { type SentLink, type Sql, saveLinks } from '#storage';
import { type AddressPurpose, signedAddress } from './signed-address.ts';
import { TouchTokens } from './touch-token.ts';

/** Ids of links that are known to be saved; each takes some 100 bytes. */
const MOST_REMEMBERED = 10_000;

/** Where the links of mails lead: to this installation, under tokens that it alone can make. */
export class MailLinks {
  readonly secret: Uint8Array;
  readonly tokens: TouchTokens;
  /** Takes mail that unsubscribes its sender; null where there is none. */
  readonly unsubscribeMailbox: string | null;
  readonly #domains: Readonly<Record<AddressPurpose, string | null>>;
  readonly #origin: () => string;
  readonly #saved = new Set<string>();

  /**
   * `origin` is the address under which readers reach this installation. It is asked at every batch. Mail to the domains,
   * whomever it is for there, comes in here.
   */
  constructor(of: {
    secret: Uint8Array;
    origin: () => string;
    unsubscribeMailbox?: string | null;
    replyDomain?: string | null;
    bounceDomain?: string | null;
  }) {
    this.secret = of.secret;
    this.tokens = new TouchTokens(of.secret);
    this.unsubscribeMailbox = of.unsubscribeMailbox ?? null;
    this.#domains = { reply: of.replyDomain ?? null, bounce: of.bounceDomain ?? null };
    this.#origin = of.origin;
  }

  get origin(): string {
    return this.#origin().replace(/\/+$/, '');
  }

  /** Where what comes back of a mail names its touch by itself; null where no such mail comes in. */
  addressOf(purpose: AddressPurpose, intentId: string): string | null {
    const domain = this.#domains[purpose];
    return domain === null ? null : signedAddress(this.tokens, purpose, intentId, domain);
  }

  /** Saves links before the mail they stand in goes out. What everybody gets is saved once. */
  async save(sql: Sql, links: readonly SentLink[]): Promise<void> {
    const unsaved = new Map(links.filter(({ id }) => !this.#saved.has(id)).map((link) => [link.id, link]));
    if (unsaved.size === 0) return;
    await saveLinks(sql, [...unsaved.values()]);
    for (const { id, enrollmentNo } of unsaved.values()) {
      if (enrollmentNo === null && this.#saved.size < MOST_REMEMBERED) this.#saved.add(id);
    }
  }
}
