import type { MailRules } from '#engine';

/**
 * The headers that let a mail program offer to unsubscribe, by one click (RFC 8058) and by a mail (RFC 2369). None where
 * the sequence does not want them.
 */
export function listUnsubscribe(
  { unsubscribe }: Pick<MailRules, 'unsubscribe'>,
  url: string,
  mailbox: string | null,
): Readonly<Record<string, string>> {
  if (unsubscribe === 'off' || unsubscribe === 'link') return {};
  const token = url.slice(url.lastIndexOf('/') + 1);
  const mail = mailbox === null ? '' : `, <mailto:${mailbox}?subject=unsubscribe%20${token}>`;
  return {
    'List-Unsubscribe': `<${url}>${mail}`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  };
}
