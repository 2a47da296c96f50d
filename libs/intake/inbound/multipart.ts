import { charsetDecoder } from './charset.ts';
import type { FormField } from './form.ts';

const LF = 10;
const CR = 13;
const DASH = 45;
/** Of one part: a name, a file's name and a type. */
const LONGEST_HEAD = 16 * 1024;

/**
 * The fields of a multipart/form-data body, or null where it is none or has more of them than `most`. Lines may end in LF alone, as in the examples that
 * providers publish. Reads the body once from front to back, whatever is in it.
 */
export function readMultipart(body: Uint8Array, boundary: string, most: number): FormField[] | null {
  const mark = new TextEncoder().encode(`--${boundary}`);
  const fields: FormField[] = [];
  let start: number | null = null;
  for (let at = findMark(body, mark, 0); at >= 0; at = findMark(body, mark, at + mark.length)) {
    if (start !== null) {
      const field = readPart(body.subarray(start, endOfPart(body, start, at)));
      if (field === null || fields.length === most) return null;
      fields.push(field);
    }
    const after = at + mark.length;
    if (body[after] === DASH && body[after + 1] === DASH) return fields;
    const line = body.indexOf(LF, after);
    if (line < 0) return null;
    start = line + 1;
  }
  // It was cut off before its last line.
  return null;
}

/** A mark stands at the beginning of a line. */
function findMark(body: Uint8Array, mark: Uint8Array, from: number): number {
  for (let at = body.indexOf(DASH, from); at >= 0; at = body.indexOf(DASH, at + 1)) {
    if (
      (at === 0 || body[at - 1] === LF) &&
      mark.every((byte, i) => body[at + i] === byte) &&
      endsLine(body, at + mark.length)
    )
      return at;
  }
  return -1;
}

/** What follows a mark: the end of its line, or the dashes of the last one. So `--a` is not found in `--ab`. */
function endsLine(body: Uint8Array, at: number): boolean {
  const next = body[at];
  return next === LF || next === CR || next === 32 || next === 9 || (next === DASH && body[at + 1] === DASH);
}

/** The line break before a mark belongs to the mark. */
function endOfPart(body: Uint8Array, start: number, mark: number): number {
  const end = body[mark - 2] === CR ? mark - 2 : mark - 1;
  return Math.max(start, end);
}

function readPart(part: Uint8Array): FormField | null {
  const { head, content } = splitHead(part);
  if (head.length > LONGEST_HEAD) return null;
  const headers = new Map<string, string>();
  for (const line of charsetDecoder('utf-8').decode(head).split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  const disposition = headers.get('content-disposition') ?? '';
  const name = parameter(disposition, 'name');
  if (name === null) return null;
  return {
    name,
    filename: parameter(disposition, 'filename'),
    type: headers.get('content-type') ?? null,
    bytes: content,
  };
}

/** A part without an empty line has no content. */
function splitHead(part: Uint8Array): { head: Uint8Array; content: Uint8Array } {
  if (part[0] === LF) return { head: part.subarray(0, 0), content: part.subarray(1) };
  for (let at = part.indexOf(LF); at >= 0; at = part.indexOf(LF, at + 1)) {
    const next = part[at + 1] === CR ? at + 2 : at + 1;
    if (part[next] === LF) return { head: part.subarray(0, at), content: part.subarray(next + 1) };
  }
  return { head: part, content: part.subarray(part.length) };
}

/** `; name="value"` or `; name=value`. Browsers write a quote as %22, others as \". */
export function parameter(header: string, wanted: string): string | null {
  for (const [, name = '', quoted, bare = ''] of header.matchAll(
    /;\s*([\w*-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;"\s]*))/g,
  )) {
    if (name.toLowerCase() === wanted)
      return quoted === undefined ? bare : quoted.replace(/\\(["\\])/g, '$1');
  }
  return null;
}
