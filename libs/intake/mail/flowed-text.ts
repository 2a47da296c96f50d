const FLOWED = new TextEncoder().encode('flowed');
const LF = 0x0a;

/**
 * The bytes of a mail in which no part says that its text is flowed: the parser joins such lines without a look at how
 * deep they are quoted (RFC 3676, 4.5), so that an answer would become part of the quote above it. Null if none says so.
 */
export function withoutFlowed(bytes: Uint8Array): Uint8Array | null {
  let changed: Uint8Array | null = null;
  for (let at = bytes.indexOf(FLOWED[0] ?? 0); at >= 0; at = bytes.indexOf(FLOWED[0] ?? 0, at + 1)) {
    if (!FLOWED.every((byte, index) => bytes[at + index] === byte)) continue;
    if (!isInHeader(bytes, at)) continue;
    changed ??= bytes.slice();
    changed[at] = 0x78;
  }
  return changed;
}

/** Whether the line is one of a Content-Type: it begins with that, or goes on from a line before. */
function isInHeader(bytes: Uint8Array, at: number): boolean {
  const start = bytes.lastIndexOf(LF, at) + 1;
  if (at - start > 200) return false;
  const line = new TextDecoder().decode(bytes.subarray(start, at));
  return /^(?:content-type:|[ \t]).*\bformat="?$/i.test(line);
}

/** Joins the lines that end in a blank with the one below, if that is quoted as deep (RFC 3676). */
export function joinFlowed(text: string): string {
  const joined: string[] = [];
  let isOpen = false;
  let depth = 0;
  for (const raw of text.split('\n')) {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    const marks = /^>*/.exec(line)?.[0] ?? '';
    const words = line.slice(marks.length).replace(/^ /, '');
    if (isOpen && depth === marks.length) joined[joined.length - 1] += words;
    else joined.push(marks === '' ? words : `${marks} ${words}`);
    isOpen = words.endsWith(' ') && words !== '-- ';
    depth = marks.length;
  }
  return joined.join('\n');
}
