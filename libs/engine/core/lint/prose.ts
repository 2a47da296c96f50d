/** A piece of text as the rules look at it: what a template says besides its tags. */
export interface Prose {
  /** Without greeting, signature, quotations and the lines that every mail carries. Tags are `◦`. */
  readonly sentences: readonly string[];
  /** Words of all sentences, in lower case; tags are not among them. */
  readonly words: readonly string[];
}

/** Stands where a template puts in a field. */
export const TAG = '◦';

/** The text of a template with each field as `◦`. What an `{{#if}}` holds counts as said. */
export function withoutTags(template: string): string {
  return template.replace(/\{\{[^{}]*\}\}/g, (tag) => (/^\{\{~?\s*(?:[#/!^]|else\b)/.test(tag) ? '' : TAG));
}

/** The words of a text in lower case, `◦` among them where a field stands. */
export function tokensOf(text: string): string[] {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/◦|[\p{L}\p{N}]+(?:['’][\p{L}]+)*/gu) ?? []
  );
}

/** The words of a text without its fields. */
export function wordsOf(text: string): string[] {
  return tokensOf(text).filter((token) => token !== TAG);
}

/** Reads the body of a mail. */
export function proseOf(template: string): Prose {
  const sentences = paragraphsOf(withoutTags(template)).flatMap(sentencesOf).filter(isSaidOnce);
  return { sentences, words: sentences.flatMap(wordsOf) };
}

/** What is said to this reader, without how one greets and signs. */
function paragraphsOf(text: string): string[] {
  const paragraphs = text
    .split(/\r?\n/)
    .filter((line) => !line.startsWith('>'))
    .join('\n')
    .split(/\n[ \t]*(?:\n[ \t]*)+/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '');
  while (paragraphs.length > 1 && isSignature(paragraphs.at(-1) ?? '')) paragraphs.pop();
  const [first = '', ...rest] = paragraphs;
  return [withoutGreeting(first), ...rest].filter((paragraph) => paragraph !== '');
}

const GREETING =
  /^(?:(?:hi|hello|hey|dear|greetings|good (?:morning|afternoon|evening))\b[^,!.?:\n]{0,60}|◦)(?:[,!:]|\.{0,3}$|\n)\s*/i;

function withoutGreeting(paragraph: string): string {
  return paragraph.replace(GREETING, '');
}

/** Up to four short lines, none of them a sentence: "All the best,", a name, a title. */
function isSignature(paragraph: string): boolean {
  const lines = paragraph.split('\n');
  if (lines.length === 1 && /:\/\/|\bwww\./.test(paragraph)) return false;
  return lines.length <= 4 && lines.every((line) => wordsOf(line).length <= 4 && !/[.?:]\s*$/.test(line));
}

function sentencesOf(paragraph: string): string[] {
  return paragraph
    .replace(/\s+/g, ' ')
    .split(/(?<=[.!?…])["”')]*\s+/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');
}

/** What the law or the sender's rules put under every mail repeats itself, and should. */
function isSaidOnce(sentence: string): boolean {
  return !/\bunsubscribe\b|\bopt[- ]out\b|\bprivacy policy\b|\ball rights reserved\b/i.test(sentence);
}
