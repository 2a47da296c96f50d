import { readBrevo } from './brevo.ts';
import { readMailersend } from './mailersend.ts';
import { readMailgun } from './mailgun.ts';
import { readPostmark } from './postmark.ts';
import { readResend } from './resend.ts';
import { readSendgrid } from './sendgrid.ts';
import { readSes } from './ses.ts';
import type { WebhookReader } from './webhook.ts';

/** Every provider whose webhooks are read, by the name in their address. */
export const webhookReaders = {
  sendgrid: readSendgrid,
  postmark: readPostmark,
  mailgun: readMailgun,
  ses: readSes,
  resend: readResend,
  brevo: readBrevo,
  mailersend: readMailersend,
} as const satisfies Readonly<Record<string, WebhookReader>>;

export type WebhookProvider = keyof typeof webhookReaders;
