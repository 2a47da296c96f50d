import type { Mail } from '../mailer.ts';

/** The headers of a mail beyond sender, recipient and subject, as every API takes them. */
export function headersOf({ messageId, thread, headers }: Mail): Record<string, string> {
  return {
    'Message-ID': messageId,
    ...(thread ? { 'In-Reply-To': thread.inReplyTo, References: thread.references.join(' ') } : {}),
    ...headers,
  };
}

/** Reply-To has a place of its own in most APIs, which refuse it among the headers. */
export function splitReplyTo(headers: Readonly<Record<string, string>>): {
  readonly replyTo: string | null;
  readonly others: Readonly<Record<string, string>>;
} {
  const entries = Object.entries(headers);
  const isReplyTo = ([name]: [string, string]) => name.toLowerCase() === 'reply-to';
  return {
    replyTo: entries.find(isReplyTo)?.[1] ?? null,
    others: Object.fromEntries(entries.filter((entry) => !isReplyTo(entry))),
  };
}
