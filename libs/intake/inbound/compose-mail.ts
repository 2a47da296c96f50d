import { joinBytes, oneLine } from './received-mail.ts';

/** A mail taken apart, as some providers hand it over. */
export interface MailFields {
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly text: string | null;
  readonly html: string | null;
  readonly attachments: readonly AttachedFile[];
}

export interface AttachedFile {
  readonly filename: string | null;
  readonly type: string | null;
  /** Without `<>`; null where nothing shows it in the text. */
  readonly contentId: string | null;
  readonly content: Uint8Array;
}

interface Part {
  readonly headers: readonly string[];
  readonly content: Uint8Array;
}

const encoder = new TextEncoder();

/**
 * Puts a mail together again from its fields, so that everything behind reads one form. The headers stay as they were;
 * a report stays a report. The same fields give the same bytes.
 */
export function composeMail({ headers, text, html, attachments }: MailFields): Uint8Array {
  const isContent = ([name]: readonly [string, string]) => /^content-|^mime-version$/i.test(name);
  const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  const texts = textPart(text, html);
  const whole =
    attachments.length === 0 && !isReport(type)
      ? texts
      : joinParts(containerOf(type), [texts, ...attachments.map(filePart)]);
  const kept = headers
    .filter((header) => !isContent(header))
    .map(([name, value]) => `${oneLine(name)}: ${oneLine(value)}`);
  return render({ headers: [...kept, 'MIME-Version: 1.0', ...whole.headers], content: whole.content });
}

function isReport(type: string): boolean {
  return /^\s*multipart\/report\b/i.test(type);
}

/** What a container of parts is called: a report says what it reports, and that is what it is known by. */
function containerOf(type: string): string {
  if (!isReport(type)) return 'multipart/mixed';
  const [, reported] = /;\s*report-type\s*=\s*"?([\w-]{1,50})/i.exec(type) ?? [];
  return reported === undefined ? 'multipart/report' : `multipart/report; report-type=${reported}`;
}

function textPart(text: string | null, html: string | null): Part {
  const plain = plainPart('text/plain', text ?? '');
  if (html === null) return plain;
  const marked = plainPart('text/html', html);
  return text === null ? marked : joinParts('multipart/alternative', [plain, marked]);
}

function plainPart(type: string, text: string): Part {
  return {
    headers: [`Content-Type: ${type}; charset=utf-8`, 'Content-Transfer-Encoding: base64'],
    content: base64Lines(encoder.encode(text)),
  };
}

function filePart({ filename, type, contentId, content }: AttachedFile): Part {
  const name = filename === null ? '' : `; filename="${oneLine(filename).replace(/["\\]/g, '_')}"`;
  const media = oneLine(type ?? '') || 'application/octet-stream';
  // RFC 2046: a mail inside of a mail is not encoded.
  const isMessage = /^\s*message\//i.test(media);
  return {
    headers: [
      `Content-Type: ${media}`,
      `Content-Disposition: ${contentId === null ? 'attachment' : 'inline'}${name}`,
      ...(contentId === null ? [] : [`Content-ID: <${oneLine(contentId)}>`]),
      `Content-Transfer-Encoding: ${isMessage ? '8bit' : 'base64'}`,
    ],
    content: isMessage ? content : base64Lines(content),
  };
}

function joinParts(type: string, parts: readonly Part[]): Part {
  const rendered = parts.map(render);
  const boundary = boundaryOutside(rendered);
  const pieces = rendered.flatMap((bytes) => [
    encoder.encode(`--${boundary}\r\n`),
    bytes,
    encoder.encode('\r\n'),
  ]);
  return {
    headers: [`Content-Type: ${type}; boundary="${boundary}"`],
    content: joinBytes([...pieces, encoder.encode(`--${boundary}--\r\n`)]),
  };
}

/** A line that is in none of the parts: the first of a fixed series, so that it is always the same. */
function boundaryOutside(parts: readonly Uint8Array[]): string {
  for (let n = 1; ; n++) {
    const boundary = `=_crest_${n}`;
    const mark = encoder.encode(boundary);
    if (!parts.some((part) => holds(part, mark))) return boundary;
  }
}

function holds(bytes: Uint8Array, mark: Uint8Array): boolean {
  const [first = 0] = mark;
  for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1))
    if (mark.every((byte, i) => bytes[at + i] === byte)) return true;
  return false;
}

function render({ headers, content }: Part): Uint8Array {
  return joinBytes([encoder.encode(`${headers.join('\r\n')}\r\n\r\n`), content]);
}

/** A multiple of 3, so that the pieces join without padding; 76 letters a line. */
const LINE_BYTES = 57;

function base64Lines(bytes: Uint8Array): Uint8Array {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += LINE_BYTES)
    lines.push(btoa(String.fromCharCode(...bytes.subarray(at, at + LINE_BYTES))));
  return encoder.encode(lines.join('\r\n'));
}

/** The bytes that base 64 stands for; null where it is none. */
export function fromBase64(text: string): Uint8Array | null {
  try {
    return Uint8Array.from(atob(text.replace(/\s+/g, '')), (letter) => letter.charCodeAt(0));
  } catch {
    return null; // atob says by failing that it is none.
  }
}
