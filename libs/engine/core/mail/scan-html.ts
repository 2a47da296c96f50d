import { QuoteType, Tokenizer } from 'htmlparser2';

/** An attribute with a value. `start` and `end` enclose it as it is written, without its quotes. */
export interface HtmlAttribute {
  readonly tag: string;
  readonly name: string;
  /** With its entities decoded. */
  readonly value: string;
  readonly isQuoted: boolean;
  readonly start: number;
  readonly end: number;
}

export interface HtmlScan {
  readonly attributes: readonly HtmlAttribute[];
  /** Where each tag's name stands. */
  readonly tags: readonly { readonly name: string; readonly start: number; readonly end: number }[];
  /** Names of attributes, and what stands in styles: text that no value of a field may become. */
  readonly unsafe: readonly { readonly start: number; readonly end: number }[];
  /** Where `</body>` begins; where there is none, the end. */
  readonly bodyEnd: number;
  /** Whether the last tag is closed: what follows an open quote would all be lost in it. */
  readonly isClosed: boolean;
}

/** What stands where in HTML, as a browser reads it; any text at all is some HTML. */
export function scanHtml(html: string): HtmlScan {
  const attributes: HtmlAttribute[] = [];
  const tags: { name: string; start: number; end: number }[] = [];
  const unsafe: { start: number; end: number }[] = [];
  let bodyEnd = html.length;
  let isClosed = true;
  let tag = '';
  let name = '';
  let value = '';
  let nameEnd = 0;
  const nameOf = (from: number, to: number) => html.slice(from, to).toLowerCase();
  const tokenizer = new Tokenizer(
    { decodeEntities: true },
    {
      onopentagname(from, to) {
        tag = nameOf(from, to);
        tags.push({ name: tag, start: from, end: to });
        isClosed = false;
      },
      onopentagend() {
        isClosed = true;
      },
      onselfclosingtag() {
        isClosed = true;
        tag = '';
      },
      onattribname(from, to) {
        name = nameOf(from, to);
        value = '';
        nameEnd = to;
        unsafe.push({ start: from, end: to });
      },
      onattribdata(from, to) {
        value += html.slice(from, to);
      },
      onattribentity(codepoint) {
        value += String.fromCodePoint(codepoint);
      },
      onattribend(quote, end) {
        if (quote === QuoteType.NoValue) return;
        const isQuoted = quote !== QuoteType.Unquoted;
        const start = valueStart(html, nameEnd, isQuoted);
        attributes.push({ tag, name, value, isQuoted, start, end: isQuoted ? end - 1 : end });
      },
      onclosetag(from, to) {
        if (nameOf(from, to) === 'body') bodyEnd = from - 2;
        tag = '';
      },
      ontext(from, to) {
        if (tag === 'style' || tag === 'script') unsafe.push({ start: from, end: to });
      },
      ontextentity() {},
      oncomment() {},
      oncdata() {},
      ondeclaration() {},
      onprocessinginstruction() {},
      onend() {},
    },
  );
  tokenizer.write(html);
  tokenizer.end();
  return { attributes, tags, unsafe, bodyEnd, isClosed };
}

/** Where a value begins, behind its sign and quote: it may begin with an entity, which has no place of its own. */
function valueStart(html: string, nameEnd: number, isQuoted: boolean): number {
  let at = html.indexOf('=', nameEnd) + 1;
  while (/\s/.test(html.charAt(at))) at++;
  return isQuoted ? at + 1 : at;
}
