import { readMailgun } from './mailgun.ts';
import { readMime } from './mime.ts';
import { readPostmark } from './postmark.ts';
import type { InboundPost, ReceivedMail } from './received-mail.ts';
import { readSendgrid } from './sendgrid.ts';
import { readSes } from './ses.ts';

const READERS = {
  mailgun: readMailgun,
  mime: readMime,
  postmark: readPostmark,
  sendgrid: readSendgrid,
  ses: readSes,
} as const satisfies Record<string, (post: InboundPost) => ReceivedMail[]>;

/** Who can hand over mail that came in. */
export type InboundProvider = keyof typeof READERS;

export const INBOUND_PROVIDERS = Object.keys(READERS) as readonly InboundProvider[];

/** The mails that a provider hands over in one call; throws a DomainError where it is none. */
export function readInbound(provider: InboundProvider, post: InboundPost): ReceivedMail[] {
  return READERS[provider](post);
}
