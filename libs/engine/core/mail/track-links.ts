import { isPage } from './link-address.ts';
import type { HtmlScan } from './scan-html.ts';

/** Takes an address that leads to a page and answers what is to stand in its place. */
export type Redirect = (address: string) => string;

/** The addresses in a text; a mark behind one that ends a sentence is not part of it. */
const IN_TEXT = /https?:\/\/[^\s<>"'`{}|\\^]+/gi;

/** The addresses of pages in a text, as they stand. */
export function pagesInText(text: string): string[] {
  return Array.from(text.matchAll(IN_TEXT), ([found]) => withoutEnd(found)).filter(isPage);
}

/** The addresses of pages that the links of HTML lead to. */
export function pagesInHtml({ attributes }: HtmlScan): string[] {
  return attributes.filter(isLink).map(({ value }) => value.trim());
}

/** The text with every address of a page put through `redirect`. */
export function redirectText(text: string, redirect: Redirect): string {
  return text.replace(IN_TEXT, (found) => {
    const address = withoutEnd(found);
    return isPage(address) ? redirect(address) + found.slice(address.length) : found;
  });
}

/** HTML with every link to a page put through `redirect`, and `ending` before the end of its body. */
export function redirectHtml(html: string, scan: HtmlScan, redirect: Redirect, ending: string): string {
  let done = 0;
  let out = '';
  let hasEnding = false;
  const copyTo = (position: number) => {
    if (!hasEnding && scan.bodyEnd <= position) {
      out += html.slice(done, scan.bodyEnd) + ending;
      done = scan.bodyEnd;
      hasEnding = true;
    }
    out += html.slice(done, position);
    done = position;
  };
  for (const link of scan.attributes.filter(isLink)) {
    copyTo(link.start);
    const address = escapeAttribute(redirect(link.value.trim()));
    out += link.isQuoted ? address : `"${address}"`;
    done = link.end;
  }
  copyTo(html.length);
  return out;
}

function isLink({ tag, name, value }: HtmlScan['attributes'][number]): boolean {
  return (tag === 'a' || tag === 'area') && name === 'href' && isPage(value.trim());
}

function escapeAttribute(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

/** By hand: a pattern begins anew at each of the marks, and 60,000 of them took 3 s. */
function withoutEnd(found: string): string {
  const marks = found.includes('(') ? '.,;:!?]' : '.,;:!?)]';
  let end = found.length;
  while (end > 0 && marks.includes(found.charAt(end - 1))) end -= 1;
  return found.slice(0, end);
}
