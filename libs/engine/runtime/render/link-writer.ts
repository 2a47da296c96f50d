import { linkId, redirectHtml, redirectText, type scanHtml } from '#engine';
import type { TouchTokens } from '../mail/touch-token.ts';
import type { LetterLinks, MailLink } from './letter.ts';

/** Writes the links of one mail: through this installation where they are counted, and as they are where not. */
export class LinkWriter {
  readonly #links: LetterLinks;
  readonly #tokens: TouchTokens;
  readonly #addresses: ReadonlySet<string>;
  /** Leads to the page where its reader can unsubscribe. */
  readonly unsubscribeUrl: string;

  /** `addresses`: those that everybody gets. */
  constructor(links: LetterLinks, tokens: TouchTokens, addresses: ReadonlySet<string>) {
    this.#links = links;
    this.#tokens = tokens;
    this.#addresses = addresses;
    const token = links.touch === null ? 'preview' : tokens.make('unsubscribe', links.touch.intentId);
    this.unsubscribeUrl = `${links.origin}/u/${token}`;
  }

  /** The text and HTML with their links, and which these are. */
  write(
    text: string,
    html: string | null,
    scan: ReturnType<typeof scanHtml> | null,
  ): { text: string; html: string | null; links: readonly MailLink[] } {
    const { origin, touch, tracking } = this.#links;
    if (touch === null) return { text, html, links: [] };
    const links = new Map<string, MailLink>();
    const redirect = (address: string) => {
      if (!tracking.clicks || address === this.unsubscribeUrl) return address;
      const isPersonal = !this.#addresses.has(address);
      const link = { id: linkId(address, isPersonal ? touch.enrollmentId : null), address, isPersonal };
      links.set(link.id, link);
      return `${origin}/c/${this.#tokens.make('click', touch.intentId, link.id)}`;
    };
    return {
      text: tracking.clicks ? redirectText(text, redirect) : text,
      html:
        html === null || scan === null || !(tracking.clicks || tracking.opens)
          ? html
          : redirectHtml(html, scan, redirect, tracking.opens ? this.#pixel(touch.intentId) : ''),
      links: [...links.values()],
    };
  }

  #pixel(intentId: string): string {
    const address = `${this.#links.origin}/o/${this.#tokens.make('open', intentId)}.gif`;
    return `<img src="${address}" width="1" height="1" alt="">`;
  }
}
