/**
 * The HTML of a mail is shown as a page of its own that runs nothing, has no origin and can be framed by ours alone.
 * Pictures are loaded: a mail without them is another mail.
 */
export const MAIL_POLICY =
  "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src https: http: data:; " +
  "style-src 'unsafe-inline'; font-src https: data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/** As its reader would see it, links in pages of their own; without its pixel, since whoever looks here is no reader. */
export function mailPage(html: string): string {
  return `<base target="_blank">${html.replace(PIXEL, '')}`;
}

const PIXEL = /<img src="[^"]*\/o\/[\w-]+\.gif" width="1" height="1" alt="">/;
