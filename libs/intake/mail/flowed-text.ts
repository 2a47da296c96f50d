/**
 * Joins the lines that end in a blank with the one below, if that is quoted as deep (RFC 3676, 4.5). The parser would join
 * them whatever their depth, so that an answer became part of the quote above it.
 */
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
