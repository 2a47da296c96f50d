import { ANNOUNCES, FOOTERS, FROM_FIELD, OTHER_FIELD } from './quote-lines.ts';

/** What the author of a reply wrote, and what stands below it of itself. */
export interface WrittenText {
  /** Without the mails quoted below, above or between, and without the signature. */
  readonly visible: string;
  readonly signature: string | null;
}

/** How many lines of a reply are looked at. */
const MOST_LINES = 5_000;
/** What is looked at of a line as an announcement of a quote: longer ones are sentences. */
const LONGEST_ANNOUNCEMENT = 400;
const SIGNATURE = /^--\s{0,3}$/;

/** Takes a reply apart into what its author wrote, the signature, and the quotes, which are left out. */
export function writtenText(text: string): WrittenText {
  const lines = joinedAnnouncements(text.split('\n').slice(0, MOST_LINES));
  const written: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (isBlockOfFields(lines, at)) break;
    if (isAnnouncement(line)) {
      if (isQuoted(nextLine(lines, at + 1))) continue;
      break;
    }
    if (!isQuoted(line)) written.push(line.trimEnd());
  }
  const end = signatureAt(written);
  const signature = paragraphs(written.slice(end).filter((line) => !SIGNATURE.test(line)));
  return { visible: paragraphs(written.slice(0, end)), signature: signature || null };
}

/** Where the signature begins: at `-- `, or at the line by which a program names itself, if nothing but that follows. */
function signatureAt(lines: readonly string[]): number {
  const marked = lines.findIndex((line) => SIGNATURE.test(line));
  if (marked >= 0) return marked;
  let end = lines.length;
  for (let at = lines.length - 1; at >= 0; at--) {
    const line = lines[at] ?? '';
    if (line.trim() === '') continue;
    if (line.length > LONGEST_ANNOUNCEMENT || !FOOTERS.some((footer) => footer.test(line))) break;
    end = at;
  }
  return end;
}

const paragraphs = (lines: readonly string[]): string =>
  lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();

const isQuoted = (line: string): boolean => /^\s{0,3}(?:>|\|\s)/.test(line);

function isAnnouncement(line: string): boolean {
  if (line.length > LONGEST_ANNOUNCEMENT) return false;
  return ANNOUNCES.some((pattern) => pattern.test(line));
}

const nextLine = (lines: readonly string[], from: number): string =>
  lines.slice(from, from + 5).find((line) => line.trim() !== '') ?? '';

/** `From: … Sent: … Subject: …`, as Outlook and its like write over what they quote: three in four lines, and From among them. */
function isBlockOfFields(lines: readonly string[], at: number): boolean {
  const isFrom = (line: string): boolean => FROM_FIELD.test(line.slice(0, LONGEST_ANNOUNCEMENT));
  const isField = (line: string): boolean => OTHER_FIELD.test(line.slice(0, LONGEST_ANNOUNCEMENT));
  const first = lines[at] ?? '';
  if (!isFrom(first) && !isField(first)) return false;
  const next = lines.slice(at, at + 4);
  return next.some(isFrom) && next.filter((line) => isFrom(line) || isField(line)).length >= 3;
}

/** An announcement that was broken over two or three lines is one line again. */
function joinedAnnouncements(lines: readonly string[]): string[] {
  const joined: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const taken = mayBegin(line) ? [2, 3].find((count) => isBroken(lines.slice(at, at + count))) : undefined;
    joined.push(taken === undefined ? line : lines.slice(at, at + taken).join(' '));
    at += (taken ?? 1) - 1;
  }
  return joined;
}

const mayBegin = (line: string): boolean =>
  line.trim() !== '' && line.length <= LONGEST_ANNOUNCEMENT && /\d|@/.test(line) && !isQuoted(line);

function isBroken(lines: readonly string[]): boolean {
  const last = lines.at(-1) ?? '';
  if (!/[:：]\s*$/.test(last) || lines.some((line) => line.trim() === '' || isQuoted(line))) return false;
  if (!isAnnouncement(lines.join(' '))) return false;
  // `<ana@example.com> wrote:` alone announces too, and has its beginning, the date, in the line above.
  return !isAnnouncement(last) || (/^\s*</.test(last) && /\d{4}|\d[:.]\d\d/.test(lines[0] ?? ''));
}
