import PostalMime, { type Attachment, decodeWords, type Email } from 'postal-mime';
import { firstOfHeader, firstOfText } from './bounded.ts';
import { joinFlowed, withoutFlowed } from './flowed-text.ts';
import { type Mail, type MailPart, mailOf } from './mail.ts';
import { textOfBytes } from './text-of-bytes.ts';

/** What is read of a mail: its text stands before what is attached to it. */
const LONGEST_MAIL = 2 * 1024 * 1024;
const LONGEST_HEADERS = 256 * 1024;
const DEEPEST_PART = 64;
/** More headers than any mail has on its way. */
const MOST_HEADERS = 1_000;
const MOST_PARTS = 200;

/**
 * Reads the bytes of a mail (RFC 5322, MIME), however broken: what cannot be read as it claims to be is read as plain
 * text, with the reason in `flaw`. Of a huge mail only the beginning is read. Never throws.
 */
export async function readMail(bytes: Uint8Array): Promise<Mail> {
  const read = bytes.length > LONGEST_MAIL ? bytes.subarray(0, LONGEST_MAIL) : bytes;
  const cut = bytes.length > LONGEST_MAIL ? `only the first ${LONGEST_MAIL} bytes are read` : null;
  const { head, body } = headAndBody(read);
  const unflowed = withoutFlowed(read);
  let email: Email;
  let broken: string | null = null;
  try {
    email = await parsed(unflowed ?? read);
  } catch (error) {
    broken = error instanceof Error ? error.message : String(error);
    email = await parsed(plainHead(head));
  }
  const parts = email.attachments.slice(0, MOST_PARTS).map(partOf);
  const isEmpty = !email.text?.trim() && !email.html?.trim();
  if (broken === null && isEmpty && parts.length === 0 && body.length > 0 && isMultipart(email))
    broken = 'it has none of the parts that it announces';
  const text = broken === null ? (email.text ?? '') : textOfBytes(body);
  return mailOf({
    headers: email.headers
      .slice(0, MOST_HEADERS)
      .map(({ key, value }) => ({ name: key, value: decodeWords(firstOfHeader(value)) })),
    text: unflowed === null ? text : joinFlowed(text),
    html: broken === null ? (email.html ?? null) : null,
    parts,
    flaw: [broken && `read as plain text: ${broken}`, cut].filter((flaw) => flaw !== null).join('; ') || null,
  });
}

const parsed = (bytes: Uint8Array): Promise<Email> =>
  PostalMime.parse(bytes, {
    forceRfc822Attachments: true,
    maxNestingDepth: DEEPEST_PART,
    maxHeadersSize: LONGEST_HEADERS,
  });

function partOf({ mimeType, filename, content }: Attachment): MailPart {
  const isText = mimeType.startsWith('text/') || mimeType.startsWith('message/');
  const text = typeof content === 'string' ? content : isText ? textOfBytes(new Uint8Array(content)) : null;
  return {
    type: mimeType,
    name: filename,
    text: isText && text !== null ? firstOfText(text.replaceAll('\r\n', '\n')) : null,
  };
}

const isMultipart = ({ headers }: Email): boolean =>
  headers.some(({ key, value }) => key === 'content-type' && /^\s*multipart\//i.test(value));

/** Where the first empty line is: before it the headers, behind it the text. */
function headAndBody(bytes: Uint8Array): { head: Uint8Array; body: Uint8Array } {
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] !== 0x0a) continue;
    const next = bytes[at + 1] === 0x0d ? at + 2 : at + 1;
    if (bytes[next] === 0x0a) return { head: bytes.subarray(0, at + 1), body: bytes.subarray(next + 1) };
  }
  return { head: bytes, body: new Uint8Array() };
}

/** The headers alone, as many as may be, without those that say of what parts the mail is made. */
function plainHead(head: Uint8Array): Uint8Array {
  const lines = textOfBytes(head.subarray(0, LONGEST_HEADERS / 2)).split('\n');
  const kept: string[] = [];
  let isKept = true;
  for (const line of lines) {
    if (!/^[ \t]/.test(line)) isKept = !/^content-/i.test(line);
    if (isKept) kept.push(line);
  }
  return new TextEncoder().encode(kept.join('\n'));
}
