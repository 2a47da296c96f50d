import { charsetDecoder } from './charset.ts';
import { bare, headerLines, headerOf } from './header-lines.ts';
import { malformed } from './malformed.ts';
import { type InboundPost, type ReceivedMail, received } from './received-mail.ts';

/** Headers stand in front; nobody has this much of them. */
const HEAD_BYTES = 256 * 1024;
/** Who a mail server says a mail was for, each in its own word. */
const DELIVERED = new Set(['delivered-to', 'x-original-to', 'x-envelope-to', 'envelope-to']);

/** A whole mail as message/rfc822, as a mail server pipes it; the envelope is in the headers that it wrote. */
export function readMime({ body }: InboundPost): ReceivedMail[] {
  const [head = ''] = charsetDecoder('utf-8')
    .decode(body.subarray(0, HEAD_BYTES))
    // The line that an mbox puts before each mail.
    .replace(/^From [^\n]*\n/, '')
    .split(/\r?\n\r?\n/, 1);
  const headers = headerLines(head);
  if (!headers.some(([name]) => KNOWN.test(name)))
    throw malformed(
      'a mail server',
      'it does not begin with headers',
      'Post the mail itself, headers first, as Content-Type: message/rfc822.',
    );
  const path = headerOf(headers, 'return-path');
  const recipients = headers
    .filter(([name]) => DELIVERED.has(name.toLowerCase()))
    .map(([, value]) => bare(value));
  // The envelope is in the mail already.
  const mail = received({ sender: null, recipients: [], raw: body });
  return [{ ...mail, sender: path === null ? null : bare(path), recipients: [...new Set(recipients)] }];
}

const KNOWN =
  /^(from|to|date|subject|message-id|received|return-path|delivered-to|mime-version|content-type)$/i;
