import PostalMime, { type Email } from 'postal-mime';
import { withoutParameter } from './content-parameters.ts';
import { textOfBytes } from './text-of-bytes.ts';

const LONGEST_HEADERS = 256 * 1024;
const DEEPEST_PART = 64;
const LF = 0x0a;
const CR = 0x0d;

export interface ParsedMime {
  readonly email: Email;
  /** The text of what the parser could not read. */
  readonly plain: string | null;
  /** Whether the lines of its texts are still to be joined (RFC 3676). */
  readonly isFlowed: boolean;
  /** Why it was not read as it claims to be. */
  readonly flaw: string | null;
}

/** Parses a mail; what is no MIME as it claims to be is plain text. */
export async function parseMime(bytes: Uint8Array): Promise<ParsedMime> {
  const { head, body } = headAndBody(bytes);
  const bare = withoutParameter(bytes, 'format=flowed');
  const unflowed = withoutParameter(bare ?? bytes, 'format="flowed') ?? bare;
  const read = unflowed ?? bytes;
  let email: Email;
  try {
    email = await parsed(read);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    email = await parsed(plainHead(head));
    return { email, plain: textOfBytes(body), isFlowed: false, flaw: `read as plain text: ${why}` };
  }
  if (!email.headers.some(({ key, value }) => value !== '' && /^[!-9;-~]+$/.test(key))) {
    const plain = textOfBytes(bytes);
    return {
      email: { ...email, headers: [], attachments: [] },
      plain,
      isFlowed: false,
      flaw: 'it has no headers',
    };
  }
  if (announcesParts(email) && isEmpty(email) && body.length > 0) {
    const flaw = 'read as plain text: it has none of the parts that it announces';
    return { email, plain: textOfBytes(body), isFlowed: false, flaw };
  }
  const relabelled = garbled(email) === 0 ? null : await withoutCharset(read, garbled(email));
  return {
    email: relabelled ?? email,
    plain: null,
    isFlowed: unflowed !== null,
    flaw: relabelled === null ? null : 'its text is in another charset than it says',
  };
}

const parsed = (bytes: Uint8Array): Promise<Email> =>
  PostalMime.parse(bytes, {
    forceRfc822Attachments: true,
    maxNestingDepth: DEEPEST_PART,
    maxHeadersSize: LONGEST_HEADERS,
  });

/** The mail read as what its bytes are, UTF-8 or else Western, if that makes less of it unreadable than what it says. */
async function withoutCharset(bytes: Uint8Array, unreadable: number): Promise<Email | null> {
  const utf8 = new TextEncoder().encode(textOfBytes(bytes));
  const unlabelled = withoutParameter(utf8, 'charset=');
  if (unlabelled === null) return null;
  const email = await parsed(unlabelled);
  return garbled(email) < unreadable ? email : null;
}

/** How many characters could not be read. */
function garbled({ text, html }: Email): number {
  return [text ?? '', html ?? ''].reduce((sum, part) => sum + part.split('\ufffd').length - 1, 0);
}

const announcesParts = ({ headers }: Email): boolean =>
  headers.some(({ key, value }) => key === 'content-type' && /^\s*multipart\//i.test(value));

const isEmpty = ({ text, html, attachments }: Email): boolean =>
  !text?.trim() && !html?.trim() && attachments.length === 0;

/** Where the first empty line is: before it the headers, behind it the text. */
function headAndBody(bytes: Uint8Array): { head: Uint8Array; body: Uint8Array } {
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) {
    const next = bytes[at + 1] === CR ? at + 2 : at + 1;
    if (bytes[next] === LF) return { head: bytes.subarray(0, at + 1), body: bytes.subarray(next + 1) };
  }
  return { head: bytes, body: new Uint8Array() };
}

/** The headers alone, as many as may be, without those that say of what parts the mail is made. */
function plainHead(head: Uint8Array): Uint8Array {
  const kept: string[] = [];
  let isKept = true;
  for (const line of textOfBytes(head.subarray(0, LONGEST_HEADERS / 2)).split('\n')) {
    if (!/^[ \t]/.test(line)) isKept = !/^content-/i.test(line);
    if (isKept) kept.push(line);
  }
  return new TextEncoder().encode(kept.join('\n'));
}
