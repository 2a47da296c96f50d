import { type Attachment, decodeWords, type Email } from 'postal-mime';
import { firstOfHeader, firstOfText } from './bounded.ts';
import { type Mail, type MailPart, mailOf } from './mail.ts';
import { parseMime } from './parse-mime.ts';
import { textOfBytes } from './text-of-bytes.ts';

/** What is read of a mail: its text stands before what is attached to it. */
const LONGEST_MAIL = 2 * 1024 * 1024;
/** More headers than any mail has on its way. */
const MOST_HEADERS = 1_000;
const MOST_PARTS = 200;

/**
 * Reads the bytes of a mail (RFC 5322, MIME), however broken: what cannot be read as it claims to be is read as plain
 * text, with the reason in `flaw`. Of a huge mail only the beginning is read. Never throws.
 */
export async function readMail(bytes: Uint8Array): Promise<Mail> {
  const isCut = bytes.length > LONGEST_MAIL;
  const { email, plain, flaw } = await parseMime(isCut ? bytes.subarray(0, LONGEST_MAIL) : bytes);
  const flaws = [flaw, isCut ? `only its first ${LONGEST_MAIL} bytes are read` : null];
  return mailOf({
    headers: headersOf(email),
    text: plain ?? email.text ?? null,
    html: plain === null ? (email.html ?? null) : null,
    parts: email.attachments.slice(0, MOST_PARTS).map(partOf),
    flaw: flaws.filter((its) => its !== null).join('; ') || null,
  });
}

function headersOf({ headers }: Email): Mail['headers'] {
  return headers
    .slice(0, MOST_HEADERS)
    .map(({ key, value }) => ({ name: key, value: decodeWords(firstOfHeader(value)) }));
}

function partOf({ mimeType, filename, content }: Attachment): MailPart {
  const isText = mimeType.startsWith('text/') || mimeType.startsWith('message/');
  const text = typeof content === 'string' ? content : isText ? textOfBytes(new Uint8Array(content)) : null;
  return {
    type: mimeType,
    name: filename,
    text: isText && text !== null ? firstOfText(text.replaceAll('\r\n', '\n')) : null,
  };
}
