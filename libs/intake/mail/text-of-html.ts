import { Parser } from 'htmlparser2';

const BLOCKS = new Set(
  'address article blockquote center dd div dl dt fieldset footer form h1 h2 h3 h4 h5 h6 header hr li ol p pre section table tbody tr ul'.split(
    ' ',
  ),
);
const UNSEEN = new Set(['head', 'script', 'style', 'template', 'title']);
/** Deeper quotes are written as this deep: nobody reads more, and lines would grow without end. */
const DEEPEST_QUOTE = 8;
/** How much HTML is looked at. */
const LONGEST_HTML = 512 * 1024;

/** What HTML says, line by line; what it quotes with `> ` before it, as in a mail of plain text. */
export function textOfHtml(html: string): string {
  const lines: string[] = [];
  let line = '';
  let isEmpty = true;
  let quotes = 0;
  let unseen = 0;
  const endLine = (): void => {
    if (isEmpty) return;
    lines.push(`${'> '.repeat(Math.min(quotes, DEEPEST_QUOTE))}${line.trimEnd()}`);
    line = '';
    isEmpty = true;
  };
  const blankLine = (): void => {
    endLine();
    if (lines.length > 0 && lines.at(-1) !== '') lines.push('');
  };
  const parser = new Parser(
    {
      onopentagname(tag) {
        if (UNSEEN.has(tag)) unseen++;
        if (BLOCKS.has(tag)) endLine();
        if (tag === 'blockquote') quotes++;
        if (tag === 'hr') lines.push('--------');
        if (tag === 'br') {
          if (isEmpty) lines.push('');
          endLine();
        }
      },
      ontext(text) {
        if (unseen > 0) return;
        const words = text.replace(/[\s\u00a0\u200b]+/g, ' ');
        if (words === ' ' && isEmpty) return;
        line += isEmpty ? words.trimStart() : words;
        isEmpty = false;
      },
      onclosetag(tag) {
        if (UNSEEN.has(tag)) unseen = Math.max(0, unseen - 1);
        if (tag === 'p') blankLine();
        else if (BLOCKS.has(tag)) endLine();
        if (tag === 'blockquote') quotes = Math.max(0, quotes - 1);
        if (tag === 'td' || tag === 'th') line += isEmpty ? '' : ' ';
      },
    },
    { decodeEntities: true, lowerCaseTags: true },
  );
  parser.end(html.length > LONGEST_HTML ? html.slice(0, LONGEST_HTML) : html);
  endLine();
  return lines.join('\n').trim();
}
