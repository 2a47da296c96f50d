import PostalMime from 'postal-mime';
import type { TakenMail } from './fake-provider.ts';

/** A mail as its reader sees it, by a parser that shares nothing with what wrote it. */
export async function readMime(
  raw: string | Buffer,
  from: string,
  recipients: readonly string[],
): Promise<TakenMail> {
  const mail = await PostalMime.parse(raw);
  const headers = Object.fromEntries(mail.headers.map(({ key, value }) => [key.toLowerCase(), value]));
  const party = mail.from && 'address' in mail.from ? mail.from : undefined;
  return {
    intentId: /^<([^.@]+)[.@]/.exec(headers['message-id'] ?? '')?.[1] ?? null,
    from: party?.name ? `${party.name} <${party.address}>` : from,
    recipients,
    subject: mail.subject ?? '',
    text: mail.text ?? '',
    html: mail.html ?? null,
    headers,
  };
}
