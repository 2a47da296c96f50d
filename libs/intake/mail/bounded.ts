/** What is looked at of one line: no pattern ever sees more, so that none can take long. */
const LONGEST_LINE = 1_000;
/** What is looked at of one text, in characters. */
const LONGEST_TEXT = 128 * 1024;
/** What is looked at of one header. */
const LONGEST_HEADER = 8 * 1024;

/** The beginning of a text, of characters that can be kept anywhere: without NUL, and without halves of characters. */
export function firstOf(text: string, length: number): string {
  return text.slice(0, length).replace(/[\0\p{Surrogate}]/gu, '\ufffd');
}

/** The beginning of a text. */
export function firstOfText(text: string): string {
  return firstOf(text, LONGEST_TEXT);
}

/** A text with the beginning of each of its lines. */
export function firstOfLines(text: string): string {
  return text
    .split('\n')
    .map((line) => (line.length > LONGEST_LINE ? line.slice(0, LONGEST_LINE) : line))
    .join('\n');
}

/** The beginning of a header's value. */
export function firstOfHeader(value: string): string {
  return firstOf(value, LONGEST_HEADER);
}
