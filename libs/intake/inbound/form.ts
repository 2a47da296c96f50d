import { charsetDecoder } from './charset.ts';
import { parameter, readMultipart } from './multipart.ts';
import type { InboundPost } from './received-mail.ts';

/** One field of a form, its content as it came. */
export interface FormField {
  readonly name: string;
  /** Null where it is no file. */
  readonly filename: string | null;
  readonly type: string | null;
  readonly bytes: Uint8Array;
}

/** The fields of a posted form, each by its name; the first of a name. */
export class Form {
  constructor(readonly fields: readonly FormField[]) {}

  field(name: string): FormField | null {
    return this.fields.find((field) => field.name === name) ?? null;
  }

  /** The text of a field; null where there is no such field. */
  text(name: string, charset = 'utf-8'): string | null {
    const field = this.field(name);
    return field && charsetDecoder(charset).decode(field.bytes);
  }

  /** The JSON that a field holds; undefined where there is none. */
  json(name: string): unknown {
    const text = this.text(name);
    if (text === null) return undefined;
    try {
      return JSON.parse(text);
    } catch {
      return undefined; // What is no JSON fails the schema of whoever asks.
    }
  }
}

/** The form of a post, multipart or urlencoded; null where it is neither, is cut off or has fields without end. */
export function readForm({ contentType, body }: InboundPost): Form | null {
  const type = contentType.split(';')[0]?.trim().toLowerCase();
  const boundary = parameter(contentType, 'boundary');
  let fields: FormField[] | null = null;
  if (type === 'application/x-www-form-urlencoded') fields = readPairs(body);
  else if (type === 'multipart/form-data' && boundary) fields = readMultipart(body, boundary, MOST_FIELDS);
  return fields && new Form(fields);
}

const AMPERSAND = 38;
const EQUALS = 61;

/** A mail has some dozens of fields and files; half a million of them took 5 s to read. */
const MOST_FIELDS = 2000;

/** Reads bytes, not texts: a field may hold a mail in whatever charset. */
function readPairs(body: Uint8Array): FormField[] | null {
  const fields: FormField[] = [];
  for (let start = 0; start <= body.length; ) {
    if (fields.length > MOST_FIELDS) return null;
    const found = body.indexOf(AMPERSAND, start);
    const end = found < 0 ? body.length : found;
    const pair = body.subarray(start, end);
    const equals = pair.indexOf(EQUALS);
    const name = charsetDecoder('utf-8').decode(fromPercent(equals < 0 ? pair : pair.subarray(0, equals)));
    if (pair.length > 0)
      fields.push({
        ...{ name, filename: null, type: null },
        bytes: equals < 0 ? new Uint8Array() : fromPercent(pair.subarray(equals + 1)),
      });
    start = end + 1;
  }
  return fields;
}

function fromPercent(escaped: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(escaped.length);
  let length = 0;
  for (let at = 0; at < escaped.length; at++) {
    const byte = escaped[at] as number;
    const value = byte === 37 ? hex(escaped[at + 1]) * 16 + hex(escaped[at + 2]) : Number.NaN;
    if (!Number.isNaN(value)) at += 2;
    bytes[length++] = Number.isNaN(value) ? (byte === 43 ? 32 : byte) : value;
  }
  return bytes.subarray(0, length);
}

function hex(byte = 0): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const letter = byte | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : Number.NaN;
}
