import { isUtf8 } from 'node:buffer';
import { DomainError, nestsDeeper } from '#engine';

/** Far below what breaks the stack of whoever walks a body (thousands), far above what anybody sends. */
export const DEEPEST = 200;

/** The text of a body; null where it is not UTF-8, or is said not to be: it would be stored as something else than was meant. */
export function utf8Of(type: string, body: Buffer): string | null {
  const [, charset = 'utf-8'] = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(type) ?? [];
  return /^(utf-?8|us-ascii)$/i.test(charset) && isUtf8(body) ? body.toString() : null;
}

/** What the JSON in some bytes says, whatever type they are said to be of. */
export function readJson(type: string, body: Buffer): unknown {
  const text = utf8Of(type, body);
  if (text === null) throw notUtf8();
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw malformed(text);
  }
  if (nestsDeeper(value, DEEPEST)) throw tooDeep();
  return value;
}

export function notUtf8(): DomainError {
  return new DomainError({
    code: 'body-not-utf-8',
    detail: 'The body is not UTF-8, or its Content-Type names another charset.',
    fix: 'Send the body in UTF-8, and charset=utf-8 or none. Files of older programs are often Latin-1 or UTF-16.',
  });
}

/** Of a body that cannot be read: it is compressed, where nothing is inflated. */
export function compressed(encoding: string): DomainError {
  return new DomainError({
    code: 'encoding-unknown',
    detail: `The body is compressed (Content-Encoding: ${encoding.slice(0, 60)}), which is read at Segment's addresses alone.`,
    fix: 'Send the body as it is, without Content-Encoding.',
  });
}

export function tooLarge(): DomainError {
  return new DomainError({
    code: 'json-malformed',
    detail: 'The body is not JSON that can be taken: it holds a number larger than 1.8e308.',
    fix: 'Send that number as text.',
  });
}

export function tooDeep(): DomainError {
  return new DomainError({
    code: 'json-malformed',
    detail: `The body is not JSON that can be taken: it nests deeper than ${DEEPEST} levels.`,
    fix: 'Use fewer levels.',
  });
}

/** Says where a body stops being JSON. What parses and is still refused names `__proto__` or `constructor.prototype`. */
export function malformed(text: string): DomainError {
  let reason = 'it names __proto__ or constructor.prototype, which no object here may';
  try {
    JSON.parse(text);
  } catch (error) {
    reason = error instanceof Error ? error.message : String(error);
  }
  return new DomainError({
    code: 'json-malformed',
    detail: `The body is not JSON that can be taken: ${reason}.`,
    fix: 'Correct the body; a JSON parser shows the place.',
  });
}
