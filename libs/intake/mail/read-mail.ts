import { type Attachment, addressParser, decodeWords, type Email } from 'postal-mime';
import { westernText } from '../western-text.ts';
import { addressesIn } from './addresses.ts';
import { firstOfHeader, firstOfText } from './bounded.ts';
import { joinFlowed } from './flowed-text.ts';
import { type Mail, type MailPart, mailOf } from './mail.ts';
import { parseMime } from './parse-mime.ts';
import { textOfBytes } from './text-of-bytes.ts';

/** What is read of a mail: its text stands before what is attached to it. */
const LONGEST_MAIL = 1024 * 1024;
/** Lines that may begin a part: a mail of 100,000 parts takes seconds to take apart. */
const MOST_BOUNDARIES = 2_000;
/** Of 60 letters each, 3 MB; the parser keeps each by itself, and took 9 s for 1 MB of nothing but empty lines. */
const MOST_LINES = 50_000;
/** More headers than any mail has on its way. */
const MOST_HEADERS = 1_000;
const MOST_PARTS = 200;
const LF = 0x0a;
const DASH = 0x2d;

/**
 * Reads the bytes of a mail (RFC 5322, MIME), however broken: what cannot be read as it claims to be is read as plain
 * text, with the reason in `flaw`. Of a huge mail only the beginning is read. Never throws.
 */
export async function readMail(bytes: Uint8Array): Promise<Mail> {
  const beginning = beginningOf(bytes);
  const { email, plain, isFlowed, flaw } = await parseMime(beginning);
  const isCut = beginning.length < bytes.length;
  const flaws = [flaw, isCut ? `only its first ${beginning.length} bytes are read` : null];
  const parts = email.attachments.slice(0, MOST_PARTS).map(partOf);
  const text = westernText([...misnamedTexts(parts), email.text ?? ''].join('\n'));
  return mailOf({
    headers: headersOf(email),
    senders: sendersOf(email),
    text: plain ?? (isFlowed ? joinFlowed(text) : text),
    html: plain === null ? westernText(email.html ?? '') || null : null,
    parts,
    flaw: flaws.filter((its) => its !== null).join('; ') || null,
  });
}

/** Texts that name their type badly, as `text/plain charset=utf-8`: the parser takes them for files. */
const misnamedTexts = (parts: readonly MailPart[]): string[] =>
  parts.flatMap(({ type, text }) => (/^text\/plain\s/.test(type) && text !== null ? [text] : []));

/** As much of a mail as is read: not too long, not of too many parts, and not of too many lines. */
function beginningOf(bytes: Uint8Array): Uint8Array {
  const beginning = bytes.length > LONGEST_MAIL ? bytes.subarray(0, LONGEST_MAIL) : bytes;
  let boundaries = 0;
  let lines = 0;
  for (let at = beginning.indexOf(LF); at >= 0; at = beginning.indexOf(LF, at + 1)) {
    const isBoundary = beginning[at + 1] === DASH && beginning[at + 2] === DASH;
    if (++lines > MOST_LINES || (isBoundary && ++boundaries > MOST_BOUNDARIES))
      return beginning.subarray(0, at + 1);
  }
  return beginning;
}

function headersOf({ headers }: Email): Mail['headers'] {
  return headers
    .slice(0, MOST_HEADERS)
    .filter(({ key }) => /^[!-9;-~]{1,200}$/.test(key))
    .map(({ key, value }) => ({
      name: key,
      value: firstOfHeader(westernText(decodeWords(firstOfHeader(value)))),
    }));
}

/**
 * Whom a mail says it is from. A name may be an address, and not the sender's; so it is told apart before its words are
 * decoded, in which brackets may stand.
 */
function sendersOf({ headers }: Email): string[] {
  const parties = headers
    .filter(({ key }) => key === 'from')
    .flatMap(({ value }) => addressParser(firstOfHeader(value)))
    .flatMap((party) => party.group ?? [party]);
  return [...new Set(parties.flatMap(({ address }) => addressesIn(address).slice(0, 1)))];
}

function partOf({ mimeType, filename, content }: Attachment): MailPart {
  const isText = mimeType.startsWith('text/') || mimeType.startsWith('message/');
  const text =
    typeof content === 'string' ? westernText(content) : isText ? textOfBytes(new Uint8Array(content)) : null;
  return {
    type: firstOfHeader(mimeType),
    name: filename === null ? null : firstOfHeader(filename),
    text: isText && text !== null ? firstOfText(text.replaceAll('\r\n', '\n')) : null,
  };
}
