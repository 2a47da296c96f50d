import type { MailResult } from '../mailer.ts';
import { readFailure } from './failure.ts';

/** Of RFC 3463: no such mailbox, domain or syntax (5.1.x), null MX (5.1.10), mailbox disabled (5.2.1). */
const BAD_ADDRESS = /^5\.(1\.(0|1|2|3|6|10)|2\.1)$/;

/**
 * What a failed send means. With a reply, the reply says it: 4xx later, 5xx never. Without one it depends on whether
 * the server had been given any of the mail (`begun`): if so, it may have taken it before the connection was lost.
 */
export function meaningOfSmtp(error: unknown, begun: boolean): MailResult {
  const failure = readFailure(error);
  if (failure?.code === undefined) throw error;
  const { code, command = '', responseCode: reply = 0, response, message } = failure;
  const detail = (response ?? message).slice(0, 500);
  if (reply >= 400) return meaningOfReply(reply, command, detail);
  if (begun) {
    return { kind: 'unknown', reason: code === 'ETIMEDOUT' ? 'timeout' : 'connection-lost', detail };
  }
  // Larger than the server said it takes, or an address that it cannot be told.
  if (code === 'EMESSAGE') return { kind: 'rejected', reason: 'refused', detail };
  if (code === 'EENVELOPE') return { kind: 'rejected', reason: 'bad-address', detail };
  return ofProvider('provider-away', detail);
}

function meaningOfReply(reply: number, command: string, detail: string): MailResult {
  const enhanced = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(detail)?.[1] ?? '';
  const ofTheMail = command === 'RCPT TO' || command === 'DATA';
  if (reply === 421 || (reply < 500 && !ofTheMail)) return ofProvider('provider-away', detail);
  // Log-in, greeting or sender refused: no mail goes through until somebody mends the settings.
  if (!ofTheMail || reply === 530 || reply === 535) return ofProvider('provider-refuses-us', detail);
  if (reply < 500 || enhanced === '5.2.2') {
    return { kind: 'deferred', of: 'mail', reason: 'recipient-busy', detail, retryAfterMs: null };
  }
  const ofTheAddress = enhanced === '' ? command === 'RCPT TO' : BAD_ADDRESS.test(enhanced);
  return { kind: 'rejected', reason: ofTheAddress ? 'bad-address' : 'refused', detail };
}

function ofProvider(reason: 'provider-away' | 'provider-refuses-us', detail: string): MailResult {
  return { kind: 'deferred', of: 'provider', reason, detail, retryAfterMs: null };
}
